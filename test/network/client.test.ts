import { expect, test } from 'vitest';
import { readConfig } from '../../api/core/env.ts';
import { clientIp } from '../../api/http/client-ip.ts';
import { ProxyWarnings } from '../../api/limits/proxy-warnings.ts';

const CLOUDFLARE = '173.245.48.0/20';

/** Who is counted, and what is warned of. */
function counted(proxies: string, peer: string | undefined, headers: Record<string, string> = {}) {
  const logged: object[] = [];
  const deps = {
    config: readConfig({ TRUSTED_PROXIES: proxies }),
    proxyWarnings: new ProxyWarnings((_, __, facts) => logged.push(facts ?? {}), Date.now),
  };
  const c = {
    env: { incoming: { socket: { remoteAddress: peer } } },
    req: { header: (name: string) => headers[name] },
    get: () => deps,
  };
  const first = clientIp(c as never);
  expect(clientIp(c as never)).toBe(first);
  expect(logged, 'each warning is logged once').toHaveLength(deps.proxyWarnings.list().length);
  return { ip: first, warnings: deps.proxyWarnings.list().join(' ') };
}
const forwarded = (...hops: string[]) => ({ 'x-forwarded-for': hops.join(', ') });

test.for([
  // Only named proxies are trusted.
  ['', '198.51.100.7', ['7.7.7.7'], '198.51.100.7'],
  ['', '127.0.0.1', ['7.7.7.7'], '127.0.0.1'],
  ['', '10.0.0.3', ['7.7.7.7'], '10.0.0.3'],
  ['10.0.0.3', '10.0.0.4', ['7.7.7.7'], '10.0.0.4'],
  ['127.0.0.1', '127.0.0.1', ['7.7.7.7'], '7.7.7.7'],
  ['127.0.0.1', '::ffff:127.0.0.1', ['7.7.7.7'], '7.7.7.7'],
  ['::ffff:127.0.0.1', '127.0.0.1', ['7.7.7.7'], '7.7.7.7'],
  ['loopback', '::1', ['7.7.7.7'], '7.7.7.7'],
  ['private', '100.64.0.3', ['7.7.7.7'], '7.7.7.7'],
  ['private', 'fe80::1%eth0', ['7.7.7.7'], '7.7.7.7'],
  ['Private', '169.254.1.1', ['7.7.7.7'], '7.7.7.7'],
  // The nearest address that is not a trusted proxy: entries of the visitor are further left.
  ['127.0.0.1', '127.0.0.1', ['6.6.6.6', '7.7.7.7'], '7.7.7.7'],
  [`127.0.0.1,${CLOUDFLARE}`, '127.0.0.1', ['6.6.6.6', '7.7.7.7', '173.245.48.9'], '7.7.7.7'],
  [`127.0.0.1 ${CLOUDFLARE}`, '127.0.0.1', ['173.245.48.8', '173.245.48.9'], '173.245.48.8'],
  ['10.0.0.0/8', '10.1.1.1', ['10.2.2.2', '10.3.3.3'], '10.2.2.2'],
  ['2001:db8:5::/48', '2001:db8:5::1', ['[2001:db8:9::7]:4711'], '2001:db8:9::7'],
  ['127.0.0.1', '127.0.0.1', ['203.0.113.9:5001'], '203.0.113.9'],
  ['127.0.0.1', '127.0.0.1', ['::ffff:203.0.113.9'], '203.0.113.9'],
  ['127.0.0.1', '127.0.0.1', ['fe80::9%en0'], 'fe80::9'],
  // An unreadable entry ends the chain: its writer is the last known address.
  ['127.0.0.1', '127.0.0.1', ['7.7.7.7', 'unknown'], '127.0.0.1'],
  [`127.0.0.1,${CLOUDFLARE}`, '127.0.0.1', ['x', '173.245.48.9'], '173.245.48.9'],
  ['127.0.0.1', '127.0.0.1', ['7.7.7.7', ''], '127.0.0.1'],
  ['127.0.0.1', undefined, ['7.7.7.7'], 'unknown'],
] as const)('with “%s”, a peer %s that forwards %j is counted as %s', (row) => {
  const [proxies, peer, hops, ip] = row;
  expect(counted(proxies, peer, forwarded(...hops)).ip).toBe(ip);
});

test('a configured header is read when its proxy sends it', () => {
  const headers = { 'cf-connecting-ip': '203.0.113.9', ...forwarded('6.6.6.6') };
  expect(counted('CF-Connecting-IP', '173.245.48.9', headers).ip).toBe('203.0.113.9');
  expect(counted(`cf-connecting-ip ${CLOUDFLARE}`, '173.245.48.9', headers).ip).toBe('203.0.113.9');
  expect(counted(`CF-Connecting-IP,${CLOUDFLARE}`, '7.7.7.7', headers).ip).toBe('7.7.7.7');
  expect(counted('X-Real-IP', '173.245.48.9', headers).ip).toBe('173.245.48.9');
});

test('at the edge Cloudflare’s own header counts, whatever is configured', () => {
  const header = (name: string) => ({ 'cf-connecting-ip': '203.0.113.9' })[name];
  expect(clientIp({ env: {}, req: { header } } as never)).toBe('203.0.113.9');
  expect(clientIp({ env: {}, req: { header: () => undefined } } as never)).toBe('unknown');
});

test('a likely misconfiguration is logged once, with the fix', () => {
  expect(counted('', '172.18.0.1', forwarded('7.7.7.7')).warnings).toContain(
    'Set TRUSTED_PROXIES=172.18.0.1,',
  );
  expect(counted('10.0.0.1', '127.0.0.1', forwarded('7.7.7.7')).warnings).toContain('127.0.0.1');
  expect(counted('127.0.0.1', '127.0.0.1').warnings).toContain('have no X-Forwarded-For header');
  expect(counted('CF-Connecting-IP', '7.7.7.7').warnings).toContain('no CF-Connecting-IP header');
  for (const quiet of [
    counted('', '127.0.0.1'),
    counted('', '198.51.100.7', forwarded('7.7.7.7')), // any stranger can send that
    counted('127.0.0.1', '127.0.0.1', forwarded('7.7.7.7')),
    counted('127.0.0.1', '198.51.100.7'),
  ])
    expect(quiet.warnings).toBe('');
});

test('many networks over a limit at once cause a warning', () => {
  let now = 0;
  const warnings = new ProxyWarnings(
    () => {},
    () => now,
  );
  for (let i = 0; i < 19; i++) warnings.limited(`203.0.${i}.0/24`);
  warnings.limited('203.0.1.0/24');
  expect(warnings.list()).toEqual([]);
  now += 2 * 3_600_000;
  warnings.limited('203.0.99.0/24');
  expect(warnings.list(), 'those of two hours ago are forgotten').toEqual([]);
  for (let i = 0; i < 19; i++) warnings.limited(`203.1.${i}.0/24`);
  expect(warnings.list()[0]).toMatch(/^At least 20 networks reached a limit/);
});

test.for([
  ['nginx', 'has “nginx”: use addresses'],
  ['proxy.local', 'has “proxy.local”'],
  ['1', 'has “1”'],
  ['127.1', 'has “127.1”'],
  ['10.0.0.1:80', 'has “10.0.0.1:80”'],
  ['10.0.0.0/33', 'needs a prefix length'],
  ['10.0.0.0/', 'needs a prefix length'],
  ['10.0.0.0/255.0.0.0', 'needs a prefix length'],
  ['2001:db8::/129', 'needs a prefix length'],
  ['0.0.0.0/0', 'which includes everyone'],
  ['127.0.0.1, ::/0', 'which includes everyone'],
  ['*', 'has “*”'],
  ['true', 'has “true”'],
  ['X-Forwarded-For', 'any visitor can send that header'],
  ['X-Real-IP, CF-Connecting-IP', 'has two headers'],
])('TRUSTED_PROXIES=%s is refused: …%s', ([value, sentence]) => {
  expect(() => readConfig({ TRUSTED_PROXIES: value })).toThrow(sentence);
  expect(() => readConfig({ TRUSTED_PROXIES: value })).toThrow('TRUSTED_PROXIES');
});
