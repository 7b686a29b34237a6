import type { IncomingMessage } from 'node:http';

/** The whole body; null where the client closed the connection before the end, as a killed one does. */
export const requestBody = (request: IncomingMessage): Promise<Buffer | null> =>
  request.toArray().then(Buffer.concat, () => null);
