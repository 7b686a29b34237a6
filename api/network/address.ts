import ipaddr from 'ipaddr.js';

export type Ip = ReturnType<typeof ipaddr.process>;

/**
 * Parses an IP address as peers and proxies write it: with a port, brackets, quotes, a zone id, or
 * IPv4 mapped into IPv6. Null for anything else, such as `unknown` or `127.1`.
 */
export function parseIp(text: string): Ip | null {
  const unquoted = text.trim().replace(/^"(.*)"$/, '$1');
  const bare = unquoted
    .replace(/^\[([^\]]*)\](?::\d{1,5})?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/, '$1')
    .replace(/^([^%]*:[^%]*)%[\w.~-]+$/, '$1');
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  return bare.includes(':') && ipaddr.IPv6.isValid(bare) && !bare.includes('%')
    ? ipaddr.process(bare)
    : null;
}

/** The canonical form of an address. */
export const ipText = (ip: Ip): string => ip.toString();

/** A range as `203.0.113.0/24`. */
const rangeText = (ip: Ip, bits: number): string => {
  const family = ip.kind() === 'ipv6' ? ipaddr.IPv6 : ipaddr.IPv4;
  return `${family.networkAddressFromCIDR(`${ip}/${bits}`)}/${bits}`;
};

/**
 * Networks that count as one visitor, narrowest first: an IPv4 address and its /24; an IPv6 /64,
 * which is one connection, and its /56 and /48, which one customer may have.
 */
export function networksOf(address: string): string[] {
  const ip = parseIp(address);
  if (!ip) return ['unknown'];
  const widths = ip.kind() === 'ipv6' ? [64, 56, 48] : [32, 24];
  return widths.map((bits) => rangeText(ip, bits));
}

const privateRanges = new Set(['private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat']);

export const isLoopback = (ip: Ip): boolean => ip.range() === 'loopback';
/** Loopback, or not routed on the internet. */
export const isPrivate = (ip: Ip): boolean => isLoopback(ip) || privateRanges.has(ip.range());
