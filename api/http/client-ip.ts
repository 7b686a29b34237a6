import type { AppContext } from '../context/context.ts';
import type { ProxyWarnings } from '../limits/proxy-warnings.ts';
import { type Ip, ipText, isPrivate, parseIp } from '../network/address.ts';
import type { TrustedProxies } from '../network/trusted.ts';

type NodeBindings = { incoming?: { socket?: { remoteAddress?: string } } };

/**
 * The address that limits count a visitor by. On Workers it is Cloudflare's own header; on Node the
 * peer, or what a proxy named in TRUSTED_PROXIES says. `unknown` where the peer has gone already.
 */
export function clientIp(c: AppContext): string {
  const node = c.env as NodeBindings | undefined; // what @hono/node-server binds; absent elsewhere
  if (!node?.incoming) return textOf(parseIp(c.req.header('cf-connecting-ip') ?? ''));
  const { config, proxyWarnings } = c.get('deps');
  const peer = parseIp(node.incoming.socket?.remoteAddress ?? '');
  if (!peer) return textOf(null);
  const header = (name: string) => c.req.header(name);
  return ipText(visitorOf(peer, header, config.trustedProxies, proxyWarnings));
}

const textOf = (ip: Ip | null): string => (ip ? ipText(ip) : 'unknown');

/** Walks the forwarded addresses from the nearest, for as long as each was named by a trusted one. */
function visitorOf(
  peer: Ip,
  headerOf: (name: string) => string | undefined,
  proxies: TrustedProxies,
  warnings: ProxyWarnings,
): Ip {
  const header = headerOf(proxies.header);
  if (!proxies.trusts(peer)) {
    if (header && isPrivate(peer)) warnings.add('unnamed', ipText(peer));
    return peer;
  }
  if (!header) warnings.add('silent', ipText(peer), proxies.header);
  let nearest = peer;
  for (const part of (header ?? '').split(',').reverse()) {
    const next = parseIp(part);
    if (!next) break; // whoever wrote that is the last one known
    nearest = next;
    if (proxies.isHeaderAlone || !proxies.trusts(next)) break;
  }
  return nearest;
}
