import { noPrivateHosts, type PrivateHosts } from './private-hosts.ts';
import { addressInUrl, isPublicAddress } from './public-address.ts';

/** Where requests are sent from. Workers can't check what a name resolves to before they connect. */
export type OutgoingRules = { runtime: 'node' | 'edge'; privateHosts: PrivateHosts };

export const edgeRules: OutgoingRules = { runtime: 'edge', privateHosts: noPrivateHosts };

/** Why nothing is sent to a URL. */
export type DestinationProblem =
  | 'unreadable'
  | 'too_long'
  | 'not_https'
  | 'credentials'
  | 'port'
  | 'ip_address'
  | 'private';

/** For the console and the API. Pages for readers have them in seven languages. */
export const destinationProblems: Record<DestinationProblem, string> = {
  unreadable: 'This isn’t a web address. Enter one such as https://hooks.example.com/status.',
  too_long: 'This address is too long. Enter one of at most 2,000 characters.',
  not_https: 'Enter an address that begins with https://.',
  credentials: 'Remove the user name and password from the address.',
  port: 'This port isn’t allowed. Leave it out to use the standard port for https.',
  ip_address: 'Enter an address with a host name instead of an IP address.',
  private: 'This address is on a private network. Enter one that is reachable from the internet.',
};

const MAX_CHARACTERS = 2000;

/** Names that only exist inside a network, or on one machine. */
const INTERNAL =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|svc|home\.arpa|in-addr\.arpa|ip6\.arpa|invalid|onion)$/;
/** Ports of databases, queues, remote shells and the like: nobody receives webhooks there. */
const OTHER_SERVICES = new Set([
  1080, 1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 4369, 5432, 5672, 5900,
  5984, 5985, 6000, 6379, 6443, 9042, 9092, 9200, 9300, 10250, 10255, 11211, 27017, 50070,
]);
const HTTPS = 443;
const FIRST_UNPRIVILEGED = 1024;

/**
 * Checks the URL of a destination. Node also checks each address that the name resolves to when it
 * connects; see `api/network/outgoing`.
 */
export function checkDestination(
  text: string,
  { runtime, privateHosts }: OutgoingRules,
): { url: URL } | { wrong: DestinationProblem } {
  if (text.length > MAX_CHARACTERS) return { wrong: 'too_long' };
  // The parser drops line breaks and tabs, which other parsers keep.
  if (/[\s\p{Cc}\\]/u.test(text) || !URL.canParse(text)) return { wrong: 'unreadable' };
  const url = new URL(text);
  // The same host with and without the dot of the DNS root is one destination.
  url.hostname = url.hostname.replace(/\.$/, '');
  const { protocol, hostname } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return { wrong: 'not_https' };
  if (hostname === '') return { wrong: 'unreadable' };
  if (url.username !== '' || url.password !== '') return { wrong: 'credentials' };
  const port = portOf(url);
  if (runtime === 'node' && privateHosts.allows(hostname, port)) return { url };
  const wrong = hostProblem(hostname, runtime);
  if (wrong) return { wrong };
  if (protocol !== 'https:') return { wrong: 'not_https' };
  return isWebPort(port, runtime) ? { url } : { wrong: 'port' };
}

function hostProblem(
  hostname: string,
  runtime: OutgoingRules['runtime'],
): DestinationProblem | null {
  const address = addressInUrl(hostname);
  if (address === null) return isInternalName(hostname) ? 'private' : null;
  if (!isPublicAddress(address)) return 'private';
  return runtime === 'edge' ? 'ip_address' : null;
}

/**
 * Checks a host without a scheme, for a connection that carries nothing: any port will do. Returns
 * it as URLs spell it, an IPv6 address without brackets.
 */
export function checkHost(
  text: string,
  port: number,
  { runtime, privateHosts }: OutgoingRules,
): { host: string } | { wrong: DestinationProblem } {
  const typed = addressInUrl(text)?.includes(':') ? `[${text.replace(/^\[|\]$/g, '')}]` : text;
  const url = /[\s\p{Cc}\\/?#@%]/u.test(typed) ? null : URL.parse(`https://${typed}/`);
  const hostname = url?.hostname.replace(/\.$/, '') ?? '';
  if (url?.port !== '' || hostname === '') return { wrong: 'unreadable' };
  if (runtime === 'node' && privateHosts.allows(hostname, port))
    return { host: hostname.replace(/^\[|\]$/g, '') };
  const wrong = hostProblem(hostname, runtime);
  return wrong ? { wrong } : { host: hostname.replace(/^\[|\]$/g, '') };
}

export const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? HTTPS : 80) : Number(port);

function isInternalName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return !name.includes('.') || name.includes('..') || INTERNAL.test(name);
}

const isWebPort = (port: number, runtime: OutgoingRules['runtime']): boolean =>
  port === HTTPS || (runtime === 'node' && port >= FIRST_UNPRIVILEGED && !OTHER_SERVICES.has(port));
