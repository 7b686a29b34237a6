import { getConnInfo } from '@hono/node-server/conninfo';
import type { AppContext } from '../context/context.ts';
import type { ProxyWarnings } from '../limits/proxy-warnings.ts';
import { type Ip, ipText, isPrivate, parseIp } from '../network/address.ts';
import type { TrustedProxies } from '../network/trusted.ts';

/**
 * The address of the visitor, for limits. On Workers from Cloudflare's header; on Node the peer, or
 * what a proxy in TRUSTED_PROXIES reports. `unknown` when the peer is gone.
 */
export function clientIp(c: AppContext): string {
  const isNode = Object.hasOwn(c.env ?? {}, 'incoming'); // set by @hono/node-server only
  if (!isNode) return textOf(parseIp(c.req.header('cf-connecting-ip') ?? ''));
  const { config, proxyWarnings } = c.get('deps');
  const peer = parseIp(getConnInfo(c).remote.address ?? '');
  if (!peer) return textOf(null);
  const header = (name: string) => c.req.header(name);
  return ipText(visitorOf(peer, header, config.trustedProxies, proxyWarnings));
}

const textOf = (ip: Ip | null): string => (ip ? ipText(ip) : 'unknown');

/** Walks the forwarded addresses from the nearest one, as long as trusted proxies reported them. */
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
    if (!next) break; // the last address that is known for certain
    nearest = next;
    if (proxies.isHeaderAlone || !proxies.trusts(next)) break;
  }
  return nearest;
}
