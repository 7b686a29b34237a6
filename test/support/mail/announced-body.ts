import { request } from 'node:http';

/**
 * The status for a body that is announced with this length, of which only the beginning is sent.
 * Whoever refuses it closes the connection: a client that is still sending may not read the answer.
 */
export function statusOfAnnounced(
  url: string,
  bytes: number,
  headers: Record<string, string> = {},
): Promise<number> {
  return new Promise((done, fail) => {
    const options = { method: 'POST', headers: { ...headers, 'content-length': bytes } };
    const sent = request(url, options, (answer) => {
      done(answer.statusCode ?? 0);
      sent.destroy();
    });
    sent.on('error', fail);
    sent.write('"');
  });
}
