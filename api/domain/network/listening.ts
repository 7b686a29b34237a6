import { z } from 'zod';

const Ipv6 = z.ipv6();

/** HOST for `listen`: without the brackets of IPv6; undefined for every interface. */
export function listeningHost(text: string): string | undefined | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (bare === '*') return undefined;
  const isHost = bare.includes(':')
    ? Ipv6.safeParse(bare.replace(/%[\w.-]+$/, '')).success
    : /^[\w.-]+$/.test(bare);
  return isHost ? bare : null;
}

/** A host in a URL: IPv6 in brackets. */
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

export const isEveryInterface = (host: string | undefined): boolean =>
  host === undefined || /^(?:0\.0\.0\.0|::|[0:]+:0)$/.test(host);

/** Origin of links without BASE_URL. A host name is not used: HOST may belong to another program. */
export function ownAddress(host: string | undefined, port: number): string {
  const isIp = host !== undefined && /^[\d.]+$|:/.test(host) && !isEveryInterface(host);
  const url = `http://${isIp ? inUrl(host) : 'localhost'}:${port}`;
  return URL.canParse(url) ? new URL(url).origin : `http://localhost:${port}`;
}

type Interface = { address: string; family: string; internal: boolean };

/** Addresses at which a person can open the page: this machine first, then its networks. */
export function addressesOf(
  host: string | undefined,
  port: number,
  interfaces: readonly Interface[],
): string[] {
  if (!isEveryInterface(host)) return [originAt(host ?? '', port)];
  const open = interfaces
    .filter(({ internal, address }) => !internal && !/^(?:fe80|169\.254\.)/i.test(address))
    .filter(({ family }) => host !== '0.0.0.0' || family === 'IPv4')
    .toSorted((a, b) => a.family.localeCompare(b.family));
  return ['localhost', ...open.map(({ address }) => address)].map((name) => originAt(name, port));
}

function originAt(host: string, port: number): string {
  const url = `http://${inUrl(host)}:${port}`;
  return URL.canParse(url) ? new URL(url).origin : url;
}

const WAY_OUT = 'Some tools, such as conda, set HOST: unset it, or start with an empty value';

/** Why the server cannot listen, and what to do. */
export function listenProblem(
  error: { code?: string | undefined; message: string },
  { host, port }: { host: string | undefined; port: number },
  command: string,
): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop the other program, or use another port: PORT=${port + 1} ${command}`;
  if (error.code === 'EACCES')
    return `This user isn’t allowed to use port ${port}. Use another port (PORT=4321 ${command}) and forward port ${port} to it with a proxy.`;
  if (host !== undefined)
    return `HOST is “${host}”, but this machine doesn’t have that address (${error.message}). ${WAY_OUT}: HOST= ${command}`;
  return `Can’t listen on port ${port}: ${error.message}`;
}

export const hostError = (value: unknown): string =>
  `must be an address or a name of this machine, without a port, such as 127.0.0.1 or ::1, not “${value}”. ${WAY_OUT}`;
