import { z } from 'zod';
import { isLoopbackHost } from '../network/origin.ts';

const Ipv4 = z.ipv4();
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/** A host name from what was typed or pasted, such as `https://Status.example.com/`. */
export function domainIn(typed: string): { host: string } | { wrong: string } {
  const text = typed.trim();
  const url = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  const wrong = 'Enter a domain, such as status.example.com.';
  if (text === '' || !URL.canParse(url)) return { wrong };
  const { hostname, pathname, port, protocol } = new URL(url);
  if (!/^https?:$/.test(protocol)) return { wrong };
  if (Ipv4.safeParse(hostname).success || hostname.startsWith('['))
    return { wrong: 'Enter a name, not an IP address, such as status.example.com.' };
  if (isLoopbackHost(hostname) || !HOST.test(hostname) || hostname.length > 253) return { wrong };
  if (pathname !== '/')
    return { wrong: `A page has a domain of its own, without a path: ${hostname}.` };
  if (port !== '')
    return { wrong: `Enter the domain without a port: ${hostname}. A proxy listens on port 443.` };
  return { host: hostname };
}

/** A DNS record; `value` is null where only the operator knows it. */
export type DnsRecord = { type: 'A' | 'AAAA' | 'CNAME'; name: string; value: string | null };

/** The record that makes `host` lead to where the page is now. Null when it leads there already. */
export function recordFor(host: string, baseUrl: string): DnsRecord | null {
  const { hostname } = new URL(baseUrl);
  if (hostname === host) return null;
  const type = hostname.startsWith('[') ? 'AAAA' : 'A';
  if (isLoopbackHost(hostname)) return { type: 'A', name: host, value: null };
  if (type === 'AAAA') return { type, name: host, value: hostname.slice(1, -1) };
  if (Ipv4.safeParse(hostname).success) return { type, name: host, value: hostname };
  return { type: 'CNAME', name: host, value: hostname };
}
