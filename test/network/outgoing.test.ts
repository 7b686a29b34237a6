import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDestination, edgeRules } from '../../api/domain/network/destination.ts';
import { noPrivateHosts, readPrivateHosts } from '../../api/domain/network/private-hosts.ts';
import { sendFromNode } from '../../api/network/outgoing/send.node.ts';
import { sendByFetch } from '../../api/network/outgoing/send.ts';
import { systemResolver } from '../../api/network/resolver.node.ts';
import {
  hostileNames,
  otherTargets,
  privateHostsInUrls,
} from '../support/hostile/private-targets.ts';
import { startDns } from '../support/server/dns-server.ts';

/** Counts every connection, on all addresses of this machine. */
let connections = 0;
const canary = createTcp((socket) => {
  connections++;
  socket.destroy();
});
let dns: Awaited<ReturnType<typeof startDns>>;
let asked = 0;
let answer: RequestListener;
const receiver = createHttp((request, response) => answer(request, response));
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

const listen = (server: Server | typeof canary, host?: string) =>
  new Promise<void>((done) => server.listen({ port: 0, host }, done));

beforeAll(async () => {
  dns = await startDns((name, family) => {
    // A public address in the first answer, this machine in all later ones.
    if (name === 'rebinding.hostile.example')
      return family === 4 ? [asked++ === 0 ? '8.8.8.8' : '127.0.0.1'] : [];
    return hostileNames[name];
  });
  await Promise.all([listen(canary), listen(receiver, '127.0.0.1')]);
});
afterAll(() => {
  dns.close();
  canary.close();
  receiver.close();
});

const sender = (allowed = '') =>
  sendFromNode({
    resolve: systemResolver([dns.server]),
    privateHosts: allowed === '' ? noPrivateHosts : readPrivateHosts(allowed),
  });
const toReceiver = () => sender(`127.0.0.1:${portOf(receiver)}`);
const receiverUrl = () => `http://127.0.0.1:${portOf(receiver)}/hook`;

test('the canary sees a connection when the host is allowed', async () => {
  connections = 0;
  const port = portOf(canary);
  await sender(`127.0.0.1:${port}`)({ url: `http://127.0.0.1:${port}/`, body: '{}' });
  expect(connections).toBe(1);
});

test('no spelling of a private host is connected to, by https or http, on Node or at the edge', async () => {
  connections = 0;
  const node = sender('127.0.0.1:1, redis.intranet.example');
  const requested: string[] = [];
  const edge = sendByFetch(async (url) => {
    requested.push(String(url));
    return new Response();
  });
  const port = portOf(canary);
  const urls = privateHostsInUrls.flatMap((host) => [
    `https://${host}:${port}/hook`,
    `http://${host}:${port}/hook`,
    `https://${host}/hook`,
  ]);
  for (const url of [...urls, ...otherTargets]) {
    for (const send of [node, edge])
      expect(await send({ url, body: '{}', timeoutMs: 1000 }), url).toMatchObject({
        kind: 'none',
        code: 'blocked',
      });
    expect(checkDestination(url, edgeRules), url).toHaveProperty('wrong');
  }
  expect(requested).toEqual([]);
  expect(connections).toBe(0);
});

test('every address of a name is checked, and a name that changes is connected to as it was checked', async () => {
  connections = 0;
  const send = sender();
  const port = portOf(canary);
  for (const host of Object.keys(hostileNames))
    expect(await send({ url: `https://${host}:${port}/` }), host).toMatchObject({
      kind: 'none',
      code: 'blocked',
      mayHaveArrived: false,
    });
  const url = `https://rebinding.hostile.example:${port}/`;
  await send({ url, timeoutMs: 300 }); // to 8.8.8.8, where nothing listens
  expect(asked).toBe(1);
  expect(await send({ url })).toMatchObject({ kind: 'none', code: 'blocked' });
  expect(await send({ url: `https://gone.hostile.example:${port}/` })).toMatchObject({
    code: 'no_such_host',
  });
  expect(connections).toBe(0);
});

test('a public https address is allowed, with a port that web servers use', () => {
  for (const url of [
    'https://hooks.example.com/status?token=a%20b',
    'https://hooks.example.com.:443/',
    'https://hooks.example.com:8443/',
    'https://bücher.example/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
  ])
    expect(checkDestination(url, { runtime: 'node', privateHosts: noPrivateHosts })).toHaveProperty(
      'url',
    );
  expect(checkDestination('https://8.8.8.8/', edgeRules)).toEqual({ wrong: 'ip_address' });
  expect(checkDestination('https://example.com:8443/', edgeRules)).toEqual({ wrong: 'port' });
});

test('an operator may allow hosts, each with a port or without', () => {
  const hosts = readPrivateHosts('chat.intranet.example, 10.0.0.7 [fd00::7]:8443 ::1');
  const allows = (host: string, port: number) => hosts.allows(host, port);
  expect(allows('chat.intranet.example', 443)).toBe(true);
  expect(allows('CHAT.intranet.example.', 80)).toBe(true);
  expect(allows('other.intranet.example', 443)).toBe(false);
  expect(allows('10.0.0.7', 8080)).toBe(true);
  expect(allows('10.0.0.8', 8080)).toBe(false);
  expect(allows('[fd00::7]', 8443)).toBe(true);
  expect(allows('[fd00:0::7]', 443)).toBe(false);
  expect(allows('[::1]', 443)).toBe(true);
  for (const wrong of ['https://a.example', 'a.example/path', '*.example', 'a.example:port'])
    expect(() => readPrivateHosts(wrong)).toThrow('use names or addresses');
});

test('the response comes with its status and at most 64 KB, and the bytes of the request arrive', async () => {
  const seen: string[] = [];
  answer = (request, response) => {
    request.setEncoding('utf8').on('data', (text) => seen.push(text));
    request.on('end', () => {
      seen.push(request.headers['content-type'] ?? '', request.headers.cookie ?? 'no cookie');
      response.writeHead(201, { 'set-cookie': 'a=b', 'x-id': '7' });
      response.end(`ü${'x'.repeat(10_000_000)}`);
    });
  };
  const send = toReceiver();
  const headers = { 'content-type': 'application/json' };
  const given = await send({ url: receiverUrl(), headers, body: '{"ü":1}' });
  expect(given).toMatchObject({ kind: 'response', status: 201 });
  if (given.kind !== 'response') throw new Error('no response');
  expect(given.body.length).toBeLessThanOrEqual(64 * 1024);
  expect(given.body.startsWith('üxxx')).toBe(true);
  expect(given.headers.get('x-id')).toBe('7');
  await send({ url: receiverUrl(), body: '{}' });
  expect(seen).toEqual(['{"ü":1}', 'application/json', 'no cookie', '{}', '', 'no cookie']);
});

test.for([301, 302, 303, 307, 308])('a redirect with %i is not followed', async (status) => {
  connections = 0;
  answer = (_, response) =>
    response.writeHead(status, { location: `http://127.0.0.1:${portOf(canary)}/` }).end();
  expect(await toReceiver()({ url: receiverUrl() })).toMatchObject({ kind: 'response', status });
  expect(connections).toBe(0);
});

test('a slow response ends at the timeout: with its status, or as one that may have arrived', async () => {
  answer = (_, response) => {
    response.writeHead(200);
    response.write('a');
  };
  expect(await toReceiver()({ url: receiverUrl(), timeoutMs: 200 })).toMatchObject({
    kind: 'response',
    status: 200,
    body: 'a',
  });
  answer = () => {};
  expect(await toReceiver()({ url: receiverUrl(), timeoutMs: 200 })).toMatchObject({
    kind: 'none',
    code: 'timeout',
    mayHaveArrived: true,
  });
});

test('a host that is down or has no TLS got nothing; a closed connection may have got everything', async () => {
  const port = portOf(receiver);
  const none = { kind: 'none', mayHaveArrived: false };
  const down = 'http://127.0.0.1:9/';
  expect(await sender('127.0.0.1')({ url: down })).toMatchObject({ ...none, code: 'unreachable' });
  const tls = await sender('127.0.0.1')({ url: `https://127.0.0.1:${port}/`, body: '{}' });
  expect(tls).toMatchObject({ ...none, code: 'tls' });
  answer = (request) => request.socket.destroy();
  expect(await toReceiver()({ url: receiverUrl() })).toMatchObject({
    kind: 'none',
    code: 'broken',
    mayHaveArrived: true,
  });
  const header = { 'x-a': 'b\r\nx-c: d' };
  expect(await toReceiver()({ url: receiverUrl(), headers: header })).toMatchObject(none);
});
