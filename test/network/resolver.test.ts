import { createServer } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemResolver } from '../../api/network/resolver.node.ts';
import { overHttps } from '../../api/network/resolver.ts';
import { startDns } from '../support/server/dns-server.ts';

/** Names of a real DNS server on this machine, over UDP and over HTTP; others have no record. */
const zone: Record<string, string[]> = {
  'both.example.com': ['192.0.2.7', '2001:db8::7'],
  'old.example.com': ['192.0.2.8'],
};
let dns: Awaited<ReturnType<typeof startDns>>;
const http = createServer((request, answer) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  const name = searchParams.get('name') ?? '';
  const isBroken = name === 'broken.example.com';
  const family = searchParams.get('type') === 'A' ? 4 : 6;
  const found = (zone[name] ?? []).filter((address) => isIP(address) === family);
  const Answer = found.map((data) => ({ name, type: family === 4 ? 1 : 28, TTL: 60, data }));
  const alias = { name, type: 5, TTL: 60, data: 'edge.example.net.' };
  const Status = zone[name] ? 0 : 3;
  answer.end(isBroken ? '<html>' : JSON.stringify({ Status, Answer: [alias, ...Answer] }));
});

beforeAll(async () => {
  dns = await startDns((name) => zone[name]);
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', () => done()));
});
afterAll(() => {
  dns.close();
  http.close();
});

const ways = () => ({
  'the servers of the machine': systemResolver([dns.server]),
  'DNS over HTTPS': overHttps(fetch, `http://127.0.0.1:${(http.address() as AddressInfo).port}/`),
});

test('both resolvers find IPv4 and IPv6 addresses, and none for a name without a record', async () => {
  for (const [way, resolve] of Object.entries(ways())) {
    expect(await resolve('both.example.com'), way).toEqual(['192.0.2.7', '2001:db8::7']);
    expect(await resolve('old.example.com'), way).toEqual(['192.0.2.8']);
    expect(await resolve('none.example.com'), way).toEqual([]);
  }
});

test('an unreadable response, or a server that is down, is no result', async () => {
  expect(await ways()['DNS over HTTPS']('broken.example.com')).toBeNull();
  expect(await overHttps(fetch, 'http://127.0.0.1:9/')('old.example.com')).toBeNull();
});
