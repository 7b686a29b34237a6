import { z } from 'zod';

/** RFC 5321, section 4.5.3.1. */
const MAX = 254;
const MAX_LOCAL_PART = 64;
/** What browsers accept before the @ (WHATWG HTML). */
const LOCAL = /^[\w.!#$%&'*+/=?^`{|}~-]+$/;
/** Characters that make the URL parser read something other than a host name. */
const NO_HOST = /[\s/?#:@%\\<>[\]^|]/;
/** At least two labels; the last one is no number. */
const HOST = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

const sentences = {
  whole: 'Enter a valid email address, such as ana@example.com.',
  length: 'Email addresses can have at most 254 characters.',
  localLength: 'Use at most 64 characters before the @.',
  local:
    'We can’t send to addresses with accents or non-Latin characters before the @. Use another address.',
  literal: 'We can’t send to an IP address. Use an address such as ana@example.com.',
};
type InvalidAddress = keyof typeof sentences;

/**
 * The stored form of an address: lower case, with the ASCII domain, so that each address has one
 * spelling.
 */
export const EmailAddress = z.string().transform((typed, { addIssue }) => {
  const read = readAddress(typed);
  if ('email' in read) return read.email;
  addIssue(sentences[read.error]);
  return z.NEVER;
});

export function readAddress(typed: string): { email: string } | { error: InvalidAddress } {
  const text = typed.trim();
  const at = Math.max(text.lastIndexOf('@'), text.lastIndexOf('＠')); // Japanese keyboards have both
  const local = text.slice(0, Math.max(at, 0)).toLowerCase();
  const domain = text.slice(at + 1);
  if (at < 1 || /\s/.test(text) || text.length > 10 * MAX)
    return { error: text.length > MAX ? 'length' : 'whole' };
  if (/^\[.*\]$/.test(domain)) return { error: 'literal' };
  const host = hostOf(domain);
  if (host === null) return { error: text.length > MAX ? 'length' : 'whole' };
  if (/[^\p{ASCII}]/u.test(local)) return { error: 'local' };
  if (!LOCAL.test(local)) return { error: 'whole' };
  if (local.length > MAX_LOCAL_PART) return { error: 'localLength' };
  const email = `${local}@${host}`;
  return email.length > MAX ? { error: 'length' } : { email };
}

/** The A-label form (UTS 46) of a domain; null if there is none. */
function hostOf(domain: string): string | null {
  if (NO_HOST.test(domain) || !URL.canParse(`http://${domain}/`)) return null;
  const host = new URL(`http://${domain}/`).hostname.replace(/\.$/, '');
  // The parser reads `1.2` and `0x7f.1` as IPv4 addresses, which the pattern rejects.
  return HOST.test(host) ? host : null;
}

const gmail = new Set(['gmail.com', 'googlemail.com']);

/** Identifies the mailbox, for counting only, never for sending. Only Gmail is known to ignore dots. */
export function foldAddress(email: string): string {
  const { local, domain } = partsOf(email);
  return gmail.has(domain) ? `${local.replaceAll('.', '')}@gmail.com` : email;
}

/** Without a tag: `team+eu@` and `team+us@` may be one mailbox or two. */
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

/** Providers with millions of unrelated users. */
export const isLargeProvider = (domain: string): boolean => providers.test(domain);
