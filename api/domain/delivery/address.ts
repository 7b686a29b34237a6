import { z } from 'zod';

/** RFC 5321, section 4.5.3.1. */
const MOST = 254;
const MOST_LOCAL = 64;
/** What browsers accept before the @ of an input for addresses (WHATWG HTML). */
const LOCAL = /^[\w.!#$%&'*+/=?^`{|}~-]+$/;
/** Signs with which the URL parser would read something else than a host name. */
const NO_HOST = /[\s/?#:@%\\<>[\]^|]/;
/** At least two labels, and no number as the last one. */
const HOST = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

const sentences = {
  whole: 'Write a whole address, such as ana@example.com.',
  length: 'An address has at most 254 characters.',
  localLength: 'The part before the @ has at most 64 characters.',
  local: 'We can’t send to an address with accents or other scripts before the @. Use another one.',
  literal: 'We can’t send to an IP address. Use an address such as ana@example.com.',
};
type Fault = keyof typeof sentences;

/** An address as it is kept: lower case, the domain as DNS has it, so that each has one spelling. */
export const EmailAddress = z.string().transform((typed, { addIssue }) => {
  const read = readAddress(typed);
  if ('email' in read) return read.email;
  addIssue(sentences[read.fault]);
  return z.NEVER;
});

export function readAddress(typed: string): { email: string } | { fault: Fault } {
  const text = typed.trim();
  const at = Math.max(text.lastIndexOf('@'), text.lastIndexOf('＠')); // a keyboard for Japanese has both
  const local = text.slice(0, Math.max(at, 0)).toLowerCase();
  const domain = text.slice(at + 1);
  if (at < 1 || /\s/.test(text) || text.length > 10 * MOST)
    return { fault: text.length > MOST ? 'length' : 'whole' };
  if (/^\[.*\]$/.test(domain)) return { fault: 'literal' };
  const host = hostOf(domain);
  if (host === null) return { fault: text.length > MOST ? 'length' : 'whole' };
  if (/[^\p{ASCII}]/u.test(local)) return { fault: 'local' };
  if (!LOCAL.test(local)) return { fault: 'whole' };
  if (local.length > MOST_LOCAL) return { fault: 'localLength' };
  const email = `${local}@${host}`;
  return email.length > MOST ? { fault: 'length' } : { email };
}

/** The A-label form (UTS 46) of a domain however it is spelled; null where there is none. */
function hostOf(domain: string): string | null {
  if (NO_HOST.test(domain) || !URL.canParse(`http://${domain}/`)) return null;
  const host = new URL(`http://${domain}/`).hostname.replace(/\.$/, '');
  // The parser takes `1.2` and `0x7f.1` for IPv4 addresses: they come out as something else.
  return HOST.test(host) ? host : null;
}

const gmail = new Set(['gmail.com', 'googlemail.com']);

/** The one mailbox behind an address: only Gmail is known to ignore dots. For counting, never for sending. */
export function foldAddress(email: string): string {
  const { local, domain } = partsOf(email);
  return gmail.has(domain) ? `${local.replaceAll('.', '')}@gmail.com` : email;
}

/** The same without a tag: `team+eu@` and `team+us@` may be one mailbox, or two. */
export function untagged(email: string): string {
  const { local, domain } = partsOf(foldAddress(email));
  return `${local.split('+')[0] || local}@${domain}`;
}

export const domainOf = (email: string): string => partsOf(email).domain;

function partsOf(email: string): { local: string; domain: string } {
  const at = email.lastIndexOf('@');
  return { local: email.slice(0, at), domain: email.slice(at + 1) };
}

const providers =
  /^(?:(?:gmail|googlemail|icloud|me|mac|aol|msn|proton|protonmail|fastmail|zoho|mail|comcast|att|verizon|sbcglobal|qq|163|126|foxmail|naver|daum|hanmail|web|t-online|freenet|orange|free|laposte|wanadoo|sfr|libero|virgilio|uol|bol|terra|seznam|wp|o2|onet|ziggo|kpnmail|bluewin|bigpond|rediffmail|docomo|ezweb|softbank)\.(?:com|net|de|fr|it|me|jp|cn|cz|pl|nl|ch|ne\.jp|co\.jp|com\.br|com\.au)|(?:outlook|hotmail|live|yahoo|ymail|rocketmail|gmx|yandex)\.[a-z]{2,3}(?:\.[a-z]{2})?|mail\.ru|bk\.ru|list\.ru|inbox\.ru|rambler\.ru)$/;

/** Millions of people, who do not know each other, have their mail there. */
export const isLargeProvider = (domain: string): boolean => providers.test(domain);
