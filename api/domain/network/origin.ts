/** What a browser says about the page that sent a form. Missing headers are undefined. */
export type RequestOrigin = {
  /** `Origin`; browsers write `null` where the page's referrer policy hides it. */
  origin: string | undefined;
  /** `Sec-Fetch-Site`; browsers send it to https and localhost only. */
  fetchSite: string | undefined;
  /** The host that the request was made to, with its port. */
  host: string;
};

/** `elsewhere`: our own page at an address other than BASE_URL. */
export type Verdict = 'own' | 'elsewhere' | 'foreign' | 'unknown';

/**
 * Tells whether a form comes from our own page. With BASE_URL only its origin counts; without it,
 * the requested host over http or https, since a proxy may terminate TLS.
 */
export function judgeSender(sender: RequestOrigin, baseUrl: string | undefined): Verdict {
  const { fetchSite } = sender;
  const origin = sender.origin === 'null' ? undefined : sender.origin;
  if (origin === undefined) {
    if (fetchSite === undefined) return 'unknown';
    return fetchSite === 'same-origin' ? 'own' : 'foreign';
  }
  if (baseUrl !== undefined && origin === baseUrl) return 'own';
  const isSameHost = fetchSite === 'same-origin' || namesHost(origin, sender.host);
  if (!isSameHost) return 'foreign';
  return baseUrl === undefined ? 'own' : 'elsewhere';
}

/** Compares with the port that the origin's scheme implies: `example.com:443` is `https://example.com`. */
function namesHost(origin: string, host: string): boolean {
  if (!/^https?:\/\//.test(origin)) return false;
  const url = `${origin.slice(0, origin.indexOf('://'))}://${host}`;
  return URL.canParse(url) && new URL(url).origin === origin;
}

/**
 * True when the page was opened at another address than links use. `proto` is the scheme reported
 * by a proxy; without it only the host counts.
 */
export function isElsewhere(
  { host, proto }: { host: string; proto: string | undefined },
  baseUrl: string,
  hasBaseUrl: boolean,
): boolean {
  const isBase = namesHost(baseUrl, host);
  if (!hasBaseUrl) return !isBase && !isLoopbackHost(host);
  return !isBase || (proto !== undefined && !baseUrl.startsWith(`${proto}:`));
}

/** A name or address that always means this machine. */
export const isLoopbackHost = (host: string): boolean =>
  URL.canParse(`http://${host}`) &&
  /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(`http://${host}`).hostname);
