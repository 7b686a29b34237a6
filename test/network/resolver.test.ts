import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemResolver } from '../../api/network/resolver.node.ts';
import { overHttps } from '../../api/network/resolver.ts';

/** Names of a real DNS server on this machine, over UDP and over HTTP; others have no record. */
const zone: Record<string, string[]> = {
  'both.example.com': ['192.0.2.7', '2001:db8::7'],
  'old.example.com': ['192.0.2.8'],
};
const udp = createSocket('udp4');
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
  udp.on('message', (query, { port, address }) => udp.send(replyTo(query), port, address));
  await Promise.all([
    new Promise<void>((done) => udp.bind(0, '127.0.0.1', done)),
    new Promise<void>((done) => http.listen(0, '127.0.0.1', () => done())),
  ]);
});
afterAll(() => {
  udp.close();
  http.close();
});

/** A DNS message with the records of the name in the query. */
function replyTo(query: Buffer): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const question = query.subarray(12, at + 5);
  const type = query.readUInt16BE(at + 1);
  const known = zone[labels.join('.')];
  const found = (known ?? []).filter((one) => isIP(one) === (type === 1 ? 4 : 6));
  const records = found.map((one) => {
    const data = isIP(one) === 4 ? one.split('.').map(Number) : v6(one);
    return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length, ...data]);
  });
  const head = Buffer.from([0, 0, 0x81, known ? 0x80 : 0x83, 0, 1, 0, found.length, 0, 0, 0, 0]);
  query.copy(head, 0, 0, 2);
  return Buffer.concat([head, question, ...records]);
}

const v6 = (address: string): number[] => {
  const [before = '', after = ''] = address.split('::');
  const groups = (text: string) =>
    text ? text.split(':').map((one) => Number.parseInt(one, 16)) : [];
  const [first, last] = [groups(before), groups(after)];
  const all = [...first, ...Array(8 - first.length - last.length).fill(0), ...last];
  return all.flatMap((group: number) => [group >> 8, group & 255]);
};

const ways = () => ({
  'the servers of the machine': systemResolver([`127.0.0.1:${udp.address().port}`]),
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
