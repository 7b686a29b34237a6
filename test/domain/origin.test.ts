import { expect, test } from 'vitest';
import { isLoopbackHost, judgeSender } from '../../api/domain/network/origin.ts';

const HOST = 'status.example.com';
const BASE = `https://${HOST}`;
const LAN = '192.168.1.20:4321';

test.each<[string, string, string | undefined, string | undefined, string, string | undefined]>([
  // verdict, host, origin, Sec-Fetch-Site, what it is, BASE_URL
  ['own', HOST, BASE, 'same-origin', 'Chromium behind a proxy that ends TLS', BASE],
  ['own', HOST, BASE, undefined, 'Safari before 16.4', BASE],
  ['own', '127.0.0.1:4321', BASE, undefined, 'a proxy that does not pass the host on', BASE],
  ['own', HOST, 'null', 'same-origin', 'a proxy that adds no-referrer, over https', BASE],
  ['elsewhere', HOST, `http://${HOST}`, undefined, 'http in front of an https page', BASE],
  ['elsewhere', LAN, `http://${LAN}`, undefined, 'by the IP address', BASE],
  ['elsewhere', 'other.lan', 'https://other.lan', 'same-origin', 'by another name', BASE],
  ['foreign', HOST, 'https://evil.example', 'cross-site', 'another site', BASE],
  ['foreign', HOST, 'https://a.example.com', 'same-site', 'a sibling', BASE],
  ['foreign', HOST, 'null', 'cross-site', 'a sandboxed frame', BASE],
  ['foreign', HOST, 'null', 'same-site', 'a sandboxed frame of a sibling', BASE],
  ['foreign', HOST, undefined, 'none', 'no page at all', BASE],
  ['unknown', HOST, 'null', undefined, 'a hidden origin over http', BASE],
  ['unknown', HOST, undefined, undefined, 'a program', BASE],
  ['foreign', HOST, `${BASE}.evil.example`, undefined, 'a name that begins like ours', BASE],
  ['foreign', HOST, `${BASE}:8443`, undefined, 'another port', BASE],
  ['own', LAN, `http://${LAN}`, undefined, 'a LAN address', undefined],
  ['own', '[2001:db8::7]:80', 'http://[2001:db8::7]', undefined, 'IPv6', undefined],
  ['own', HOST, BASE, undefined, 'TLS ended by a proxy', undefined],
  ['own', `${HOST}:443`, BASE, undefined, 'a proxy that names the port', undefined],
  ['own', 'localhost:4321', BASE, 'same-origin', 'a proxy that hides the host', undefined],
  ['foreign', LAN, 'http://192.168.1.20:8080', undefined, 'another port', undefined],
  ['foreign', LAN, 'http://evil.example', undefined, 'another site', undefined],
  ['foreign', 'evil.example/', 'chrome-extension://evil', undefined, 'an extension', undefined],
  ['unknown', LAN, 'null', undefined, 'a hidden origin over http', undefined],
])('%s: host %s, origin %s, Sec-Fetch-Site %s: %s (BASE_URL %s)', (...row) => {
  const [verdict, host, origin, fetchSite, , baseUrl] = row;
  expect(judgeSender({ host, origin, fetchSite }, baseUrl)).toBe(verdict);
});

test('only names and addresses of the machine itself are loopback', () => {
  const all = ['localhost', 'LOCALHOST:4321', 'app.localhost', '127.0.0.2:80', '[::1]:4321'];
  expect(all.filter(isLoopbackHost)).toEqual(all);
  for (const host of ['localhost.example.com', '128.0.0.1', '127.0.0.1.nip.io', '[::2]', '', '/'])
    expect(isLoopbackHost(host), host).toBe(false);
});
