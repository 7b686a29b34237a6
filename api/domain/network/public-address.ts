import ipaddr from 'ipaddr.js';

/** The only IPv6 addresses that are routed on the internet. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for an address that anybody on the internet may have. Addresses that carry an IPv4 address,
 * such as mapped ones, 6to4, NAT64, Teredo and ISATAP, are not public, whatever they carry.
 */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text))
    return ipaddr.IPv4.parse(text).range() === 'unicast';
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return false;
  const ip = ipaddr.IPv6.parse(text);
  const isIsatap = (ip.parts[4] === 0 || ip.parts[4] === 0x200) && ip.parts[5] === 0x5efe;
  return ip.match(GLOBAL_IPV6) && ip.range() === 'unicast' && !isIsatap;
}

/** The address in the host of a URL, without brackets; null for a name. */
export function addressInUrl(hostname: string): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(bare) ? bare : null;
}

/** The same text for each spelling of an address. */
export const sameSpelling = (address: string): string => ipaddr.process(address).toString();
