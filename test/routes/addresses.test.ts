import { expect, test } from 'vitest';
import { isElsewhere } from '../../api/domain/network/origin.ts';
import { AddressWatch } from '../../api/limits/address-watch.ts';
import { linkIn, type Visited, Visitor, wordsOf } from '../support/browser/visitor.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { PASSWORD } from '../support/world/set-up.ts';

async function setUp(server: Server, visitor: Visitor): Promise<Visited> {
  const [link] = await server.printed(/\/setup\?token=\S+/);
  return visitor.submit(await visitor.get(link), {
    pageName: 'Northwind',
    name: 'Ada',
    email: 'ada@example.com',
    password: PASSWORD,
  });
}

test.each([
  [false, 'status.example.com', undefined, 'a proxy that passes the host on'],
  [false, 'status.example.com', 'https', 'a proxy that names the scheme'],
  [true, 'status.example.com', 'http', 'plain http in front of the proxy'],
  [true, '192.0.2.7:4321', undefined, 'by the IP address'],
  [true, 'localhost:4321', undefined, 'past the proxy'],
])('%s: %s with %s is elsewhere (%s)', (...row) => {
  const [elsewhere, host, proto] = row;
  expect(isElsewhere({ host, proto }, 'https://status.example.com', true)).toBe(elsewhere);
});

test('without BASE_URL the log warns once when people use another address than links do', () => {
  const logged: unknown[][] = [];
  const watch = (hasBaseUrl: boolean) =>
    new AddressWatch({
      log: (...line) => logged.push(line),
      baseUrl: 'http://localhost:4321',
      hasBaseUrl,
    });
  const watched = watch(false);
  for (const host of [undefined, 'localhost:4321', '127.0.0.1:4321', '[::1]:4321', 'app.localhost'])
    watched.see(host);
  expect(logged).toEqual([]);
  for (const host of ['192.168.1.20:4321', '192.168.1.20:4321', 'status.lan']) watched.see(host);
  expect(logged).toEqual([
    [
      'warn',
      'BASE_URL is not set',
      {
        openedAt: '192.168.1.20:4321',
        linksLeadTo: 'http://localhost:4321',
        remedy: expect.stringContaining('Set BASE_URL'),
      },
    ],
  ]);
  logged.length = 0;
  watch(true).see('192.168.1.20:4321');
  expect(logged, 'scanners name any host').toEqual([]);
});

test('a server on a LAN without BASE_URL works, and says so on the overview and in the log', async () => {
  const server = await startServer();
  try {
    const lan = 'http://192.168.1.20:4321';
    const visitor = new Visitor(lan, { server: server.url });
    const overview = await setUp(server, visitor);
    expect(wordsOf(overview)).toContain(`Restart Allclear with BASE_URL=${lan}`);
    expect(wordsOf(await visitor.get('/admin/mail'))).toContain('BASE_URL is not set');
    const local = await new Visitor(server.url).get('/admin/sign-in');
    expect(wordsOf(local)).not.toContain('BASE_URL is');
    expect(server.output()).toMatch(/"message":"BASE_URL is not set","openedAt":"192\.168\.1\.20/);
    expect(server.output().match(/BASE_URL is not set/g)).toHaveLength(1);
  } finally {
    await server.stop();
  }
});

test('an https installation opened over http says where to sign in, and asks for no password', async () => {
  const baseUrl = 'https://status.example.com';
  const server = await startServer({ env: { BASE_URL: baseUrl } });
  try {
    const https = { server: server.url, headers: { 'x-forwarded-proto': 'https' } };
    const visitor = new Visitor(baseUrl, https);
    expect((await setUp(server, visitor)).url).toMatch(/\/admin\?done=set-up$/);

    for (const path of ['/admin/sign-in', '/subscribe']) {
      const { html } = await visitor.get(path);
      expect(html, path).toContain('dataset.address');
      expect(html, path).not.toContain('/_astro/');
    }
    const isHidden = (page: Visited) => /data-address="[^"]+" hidden/.test(page.html);
    expect(isHidden(await new Visitor(baseUrl, https).get('/admin/sign-in'))).toBe(true);
    const http = new Visitor('http://status.example.com', {
      server: server.url,
      headers: { 'x-forwarded-proto': 'http', accept: 'text/html' },
    });
    const form = await http.get('/admin/sign-in?next=/admin/mail');
    expect(isHidden(form)).toBe(false);
    expect(linkIn(form, 'open this page there')).toBe(`${baseUrl}/admin/sign-in?next=/admin/mail`);
    const refused = await http.submit(form, { email: 'ada@example.com', password: PASSWORD });
    expect([refused.status, wordsOf(refused)]).toEqual([
      403,
      expect.stringContaining(`Forms only work at ${baseUrl}.`),
    ]);
    expect(refused.html).not.toContain(PASSWORD);
    expect(linkIn(refused, 'Open the page there')).toMatch(
      /^https:\/\/status\.example\.com\/admin/,
    );

    await new Visitor('http://192.0.2.7:4321', { server: server.url }).get('/admin/sign-in');
    expect(server.output()).not.toContain('BASE_URL is not');
  } finally {
    await server.stop();
  }
});
