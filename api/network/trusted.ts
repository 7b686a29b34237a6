import { type Ip, isLoopback, isPrivate, parseIp } from './address.ts';

/** Which proxies are trusted, and which header has the visitor's address. */
export type TrustedProxies = {
  /** False: no proxy is trusted, and the peer is the visitor. */
  isSet: boolean;
  /** In lower case. */
  header: string;
  trusts: (peer: Ip) => boolean;
  /** True when no proxy is named, so the header is trusted from anybody. */
  isHeaderAlone: boolean;
};

export const FORWARDED_FOR = 'x-forwarded-for';
/** Typical endings of such headers, which host names rarely have. */
const HEADER = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[a-z0-9]*(?:ip|for|addr|address)$/i;
const names: Record<string, (ip: Ip) => boolean> = { loopback: isLoopback, private: isPrivate };

/**
 * Reads TRUSTED_PROXIES: addresses, ranges, `loopback`, `private`, and at most one header name,
 * separated by commas or spaces. Throws an Error that says what is wrong.
 */
export function readTrustedProxies(text: string | undefined): TrustedProxies {
  const words = (text ?? '').split(/[\s,;]+/).filter(Boolean);
  const headers = words.filter((word) => HEADER.test(word));
  const tests = words.filter((word) => !HEADER.test(word)).map(proxyOf);
  if (headers.length > 1)
    throw new Error(`has two headers, ${headers.join(' and ')}: keep the one your proxy sets`);
  const header = headers[0]?.toLowerCase();
  if (header === FORWARDED_FOR && tests.length === 0)
    throw new Error(
      'has X-Forwarded-For but no proxy, and any visitor can send that header: add the proxy’s address',
    );
  return {
    isSet: words.length > 0,
    header: header ?? FORWARDED_FOR,
    // A header alone is for servers that only the CDN can reach.
    trusts: (peer) => tests.some((test) => test(peer)) || (tests.length === 0 && !!header),
    isHeaderAlone: tests.length === 0 && !!header,
  };
}

function proxyOf(word: string): (ip: Ip) => boolean {
  const named = names[word.toLowerCase()];
  if (named) return named;
  const [, address = '', bits] = /^([\da-f:.]+)(?:\/(.*))?$/i.exec(word) ?? [];
  const ip = /^\d+\.[\d.]+:/.test(address) ? null : parseIp(address);
  if (!ip) throw new Error(unreadable(word));
  const most = ip.kind() === 'ipv6' ? 128 : 32;
  const mappedBits = address.includes(':') ? 128 - most : 0;
  const length = bits === undefined ? most : Number(bits) - mappedBits;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || length < 0 || length > most))
    throw new Error(`has “${word}”: a range needs a prefix length, such as 10.0.0.0/8`);
  if (length === 0)
    throw new Error(
      `has “${word}”, which includes everyone: use your proxy’s own address or range`,
    );
  return (peer) => peer.kind() === ip.kind() && peer.match(ip, length);
}

const unreadable = (word: string): string =>
  `has “${word}”: use addresses or ranges, such as 127.0.0.1 or 10.0.0.0/8, “loopback”, “private”, or a header, such as CF-Connecting-IP`;
