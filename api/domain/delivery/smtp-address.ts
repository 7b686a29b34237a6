const AUTHORITY = /^smtps?:\/\/([^/?#]*)(\/?)(?:\?([^#]*))?$/i;
const HOST = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i;

/**
 * Rejects ambiguous SMTP URLs: an unescaped character in a password would change the host, which is
 * logged.
 */
export function isSmtpUrl(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) return false;
  const [, authority = '', , options = ''] = AUTHORITY.exec(text) ?? [];
  const [host = '', credentials, ...more] = authority.split('@').reverse();
  if (more.length > 0 || credentials === '' || options.includes('@')) return false;
  const parts = HOST.exec(host);
  const port = Number(parts?.[1] ?? 25);
  return parts !== null && port >= 1 && port <= 65_535;
}
