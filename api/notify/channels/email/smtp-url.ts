const CONNECTIONS = 4;
/** Shorter than a chunk's lease, ms: who waits longer would be overtaken, and the mail doubled. */
const PATIENCE = 60_000;

/** SMTP_URL with what it leaves open. Whatever it says itself stays. */
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
    set(wait, String(PATIENCE));
  // A server on this machine: nobody is in between, and its certificate is usually self-made.
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
