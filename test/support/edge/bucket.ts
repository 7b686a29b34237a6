import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { requestBody } from '../server/request-body.ts';

export const KEYS = { accessKeyId: 'AKIDTEST', secretAccessKey: 'a secret for the bucket' };

/** An S3-compatible bucket in memory. Writes must be signed; anybody can read. */
export async function startBucket() {
  const objects = new Map<string, { body: Buffer; type: string }>();
  const puts: string[] = [];
  const state = { down: false, puts, objects, refused: 0 };
  const server = createServer(async (request, response) => {
    const body = await requestBody(request);
    if (body === null) return;
    const key = decodeURIComponent((request.url ?? '').replace(/^\/bucket\//, ''));
    if (state.down) return response.writeHead(503).end();
    if (request.method === 'GET') {
      const found = objects.get(key);
      if (!found) return response.writeHead(404).end();
      return response.writeHead(200, { 'content-type': found.type }).end(found.body);
    }
    if (!isSigned(request, body)) {
      state.refused++;
      return response.writeHead(403).end('SignatureDoesNotMatch');
    }
    if (request.method === 'PUT') {
      puts.push(key);
      objects.set(key, { body, type: request.headers['content-type'] ?? '' });
    } else objects.delete(key);
    return response.writeHead(200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    ...state,
    url: `http://127.0.0.1:${address.port}/bucket`,
    fail: (down: boolean) => {
      state.down = down;
    },
    refused: () => state.refused,
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) =>
  createHmac('sha256', key).update(data).digest();

/** AWS Signature Version 4, computed from the received request. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const header = request.headers.authorization ?? '';
  const [, id, scope = '', names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      header,
    ) ?? [];
  const claimed = `${request.headers['x-amz-content-sha256'] ?? ''}`;
  if (claimed !== 'UNSIGNED-PAYLOAD' && claimed !== hash(body)) return false;
  const url = new URL(request.url ?? '/', 'http://x');
  const canonical = [
    request.method,
    url.pathname,
    url.searchParams.toString(),
    ...names.split(';').map((name) => `${name}:${request.headers[name]}`),
    '',
    names,
    claimed,
  ].join('\n');
  const [day = '', region = '', service = '', end = ''] = scope.split('/');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join(
    '\n',
  );
  const key = [region, service, end].reduce<Buffer>(
    (known, part) => hmac(known, part),
    hmac(`AWS4${KEYS.secretAccessKey}`, day),
  );
  return id === KEYS.accessKeyId && hmac(key, toSign).toString('hex') === signature;
}
