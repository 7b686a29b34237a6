import { addressInUrl, sameSpelling } from './public-address.ts';

/** Hosts of the operator's own network that requests may go to. */
export type PrivateHosts = {
  /** By the host of a URL, in lower case. `port` as a number, also for the scheme's own. */
  allows(host: string, port: number): boolean;
};

export const noPrivateHosts: PrivateHosts = { allows: () => false };

const NAME = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;

/**
 * Reads ALLOW_PRIVATE_HOSTS: names or addresses, separated by commas or spaces. A port limits an
 * entry to it. Throws an Error that says what is wrong.
 */
export function readPrivateHosts(text: string | undefined): PrivateHosts {
  const words = (text ?? '')
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  const entries = new Set(words.map(entryOf));
  const allows = (host: string, port: number) => {
    const name = canonical(host);
    return entries.has(name) || entries.has(`${name} ${port}`);
  };
  return entries.size === 0 ? noPrivateHosts : { allows };
}

/** A trailing dot and the spelling of an address make no difference. */
function canonical(host: string): string {
  const address = addressInUrl(host);
  return address === null ? host.toLowerCase().replace(/\.$/, '') : sameSpelling(address);
}

function entryOf(word: string): string {
  const { host, port } = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d{1,5}))?$/.exec(word)?.groups ?? {
    host: word,
  };
  const name = canonical(host ?? '');
  if (addressInUrl(name) === null && !NAME.test(name))
    throw new Error(
      `has “${word}”: use names or addresses, such as chat.intranet.example or 10.0.0.7, without a scheme or a path`,
    );
  return port === undefined ? name : `${name} ${port}`;
}
