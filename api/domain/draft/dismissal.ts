import type { Finding } from '../preflight/index.ts';

/**
 * Warnings that somebody has dismissed for a draft, in its field `dismissed`: keys with spaces between
 * them. A key names the words as well, so that the same rule warns again about others.
 */
export const dismissalKey = ({ rule, locale, found }: Finding): string =>
  [rule, ...(locale ? [locale] : []), ...(found === null ? [] : [fingerprint(found)])].join('.');

export const keysIn = (dismissed: string): string[] => dismissed.split(' ').filter(Boolean);

/** Findings to show. Errors cannot be dismissed. */
export function shownFindings(findings: readonly Finding[], dismissed: string): Finding[] {
  const keys = new Set(keysIn(dismissed));
  return findings.filter((one) => one.level === 'stop' || !keys.has(dismissalKey(one)));
}

/** FNV-1a over UTF-16 code units, as eight hexadecimal digits. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
