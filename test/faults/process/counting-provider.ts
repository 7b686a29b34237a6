import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { requestBody } from '../../support/server/request-body.ts';
import { seeded } from '../../support/world/random.ts';

/**
 * A process that takes mail for `person-N@…` and only counts it, so that a million recipients fit:
 * with faults from a seed, with keys that hold for a body. GET says what it counted.
 */
const [people = '0', seed = '1'] = process.argv.slice(2);
const random = seeded(Number(seed));
const copies = new Uint8Array(Number(people));
const known = new Map<string, string>();
const counted = { calls: 0, told: 0, doubled: 0, mismatches: 0, subjects: 0 };
const subjects = new Set<string>();

type Mail = { to: [string]; subject: string };

function take(batch: Mail[]): void {
  for (const { to, subject } of batch) {
    const person = Number(/^person-(\d+)@/.exec(to[0])?.[1]);
    copies[person] = (copies[person] ?? 0) + 1;
    if (copies[person] === 1) counted.told++;
    else counted.doubled++;
    subjects.add(subject);
  }
  counted.subjects = subjects.size;
}

const server = createServer(async (request, response) => {
  if (request.method === 'GET') return say(response, 200, counted);
  const body = await requestBody(request);
  if (body === null) return;
  const luck = random();
  counted.calls++;
  if (luck < 0.005)
    return say(response, 429, { name: 'rate_limit_exceeded' }, { 'retry-after': '1' });
  if (luck < 0.05) return say(response, 500, { name: 'internal_server_error' });
  const key = `${request.headers['idempotency-key']}`;
  const hash = createHash('sha256').update(body).digest('base64');
  const before = known.get(key);
  if (before !== undefined && before !== hash) {
    counted.mismatches++;
    return say(response, 409, { name: 'invalid_idempotent_request' });
  }
  if (before === undefined) take(JSON.parse(body.toString()));
  known.set(key, hash);
  if (luck < 0.1) return response.destroy();
  return say(response, 200, { data: [] });
});

function say(response: ServerResponse, status: number, body: object, headers = {}): ServerResponse {
  const type = { 'content-type': 'application/json', ...headers };
  return response.writeHead(status, type).end(JSON.stringify({ statusCode: status, ...body }));
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}`);
});
