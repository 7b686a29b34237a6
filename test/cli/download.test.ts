import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { download } from '../../api/cli/shared/download.ts';

let server: Server;
let base = '';
const seen: { path: string; authorization: string | undefined }[] = [];

const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, ' '));
const answers: Record<string, RequestListener> = {
  '/plain': (_, res) => res.end('{"plain":true}'),
  '/gzip': (_, res) => res.setHeader('content-encoding', 'gzip').end(gzipSync('{"small":true}')),
  '/bomb': (_, res) => res.setHeader('content-encoding', 'gzip').end(bomb),
  '/cut': (_, res) => res.setHeader('content-encoding', 'gzip').end(bomb.subarray(0, 100)),
  '/endless': (_, res) => {
    const more = () => {
      while (!res.destroyed && res.write(' '.repeat(64 * 1024)));
    };
    res.on('drain', more);
    more();
  },
  '/silent': () => {},
  '/drip': (_, res) => {
    res.write('[');
    const drip = setInterval(() => res.write(' '), 50);
    res.on('close', () => clearInterval(drip));
  },
  '/moved': (_, res) => res.writeHead(302, { location: '/plain' }).end(),
  '/loop': (_, res) => res.writeHead(302, { location: '/loop' }).end(),
};

beforeAll(async () => {
  server = createServer((req, res) => {
    const path = req.url ?? '';
    seen.push({ path, authorization: req.headers.authorization });
    const to = /^\/to\?(.*)$/.exec(path)?.[1];
    if (to) res.writeHead(302, { location: decodeURIComponent(to) }).end();
    else answers[path]?.(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const MB = 1024 * 1024;
const bounds = { bytes: MB, milliseconds: 30_000 };

test.each(['/plain', '/gzip', '/moved'])('%s is read', async (path) => {
  const { status, text } = await download(base + path, { bounds });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toBeTypeOf('object');
});

test.each(['/bomb', '/endless'])('%s is aborted at the size limit', async (path) => {
  await expect(download(base + path, { bounds })).rejects.toThrow(/is larger than 1 MB/);
});

test.each(['/silent', '/drip'])('%s is aborted at the time limit', async (path) => {
  const brief = { bytes: MB, milliseconds: 300 };
  await expect(download(base + path, { bounds: brief })).rejects.toThrow(/didn’t respond within/);
});

test('a broken response is reported', async () => {
  await expect(download(`${base}/cut`, { bounds })).rejects.toThrow(/Can’t reach/);
});

test('at most five redirects are followed', async () => {
  await expect(download(`${base}/loop`, { bounds })).rejects.toThrow(/redirects more than 5 times/);
});

test.each([
  ['http://status.example/', /isn’t https/],
  ['http://127.0.0.1:1/', /isn’t https/],
  ['file:///etc/passwd', /isn’t https/],
  ['https://10.0.0.1/', /in a private network/],
  ['https://[::1]/', /in a private network/],
  ['https://[::ffff:127.0.0.1]/', /in a private network/],
  ['https://169.254.169.254/latest/meta-data', /in a private network/],
  ['https://0x7f000002/', /in a private network/],
  ['https://localhost/', /in a private network|Can’t reach/],
])('a redirect to %s is not followed', async (to, sentence) => {
  const path = `/to?${encodeURIComponent(to)}`;
  await expect(download(base + path, { bounds })).rejects.toThrow(sentence);
});

test('an API key is sent to its own origin only', async () => {
  seen.length = 0;
  const other = base.replace('127.0.0.1', 'localhost');
  await download(`${base}/plain`, { headers: { authorization: 'OAuth key' }, bounds });
  const path = `/to?${encodeURIComponent(other.replace('http:', 'https:'))}`;
  await expect(
    download(base + path, { headers: { authorization: 'OAuth key' }, bounds }),
  ).rejects.toThrow();
  expect(seen.map(({ authorization }) => authorization)).toEqual(['OAuth key', 'OAuth key']);
});

test.each(['ftp://example.com', 'status.example.com', ''])(
  '%j is not an address',
  async (given) => {
    await expect(download(given)).rejects.toThrow(/isn’t a URL/);
  },
);
