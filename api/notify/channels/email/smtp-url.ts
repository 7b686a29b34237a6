const CONNECTIONS = 4;
/** Shorter than a batch's lease, ms: after the lease, another process would send the mail again. */
const TIMEOUT = 60_000;

/** SMTP_URL with defaults for what it leaves out. */
export function smtpUrl(given: string, ownHost: string): URL {
  const url = new URL(given);
  const options = url.searchParams;
  const set = (name: string, value: string) => {
    if (!options.has(name)) options.set(name, value);
  };
  set('pool', 'true');
  set('maxConnections', String(CONNECTIONS));
  set('name', ownHost);
  for (const wait of ['connectionTimeout', 'greetingTimeout', 'socketTimeout'])
    set(wait, String(TIMEOUT));
  // On the same host nobody can intercept, and the certificate is usually self-signed.
  if (isLoopback(url.hostname)) set('tls.rejectUnauthorized', 'false');
  return url;
}

export function connectionsOf(url: URL): number {
  const given = Number(url.searchParams.get('maxConnections'));
  return Number.isInteger(given) && given > 0 ? given : CONNECTIONS;
}

const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[(?:::1|::ffff:127(?:\.\d{1,3}){3}|::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})\])$/i.test(
    host,
  );
