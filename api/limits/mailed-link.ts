import type { Db } from '../../db/engine/client.ts';
import { type Limit, takeAttempts } from '../../db/subscriber/attempt.ts';
import type { Log } from '../core/log.ts';
import type { Signer } from '../core/secret.ts';
import { DAY, HOUR } from '../domain/time/time.ts';
import { networksOf } from '../network/address.ts';

/** Requests for a mailed link: in an hour and a day to one address, and in an hour from one network. */
export type LinkLimits = {
  purpose: string;
  /** What the log calls it. */
  event: string;
  hour: number;
  day: number;
  /** Narrowest network first; see `networksOf`. */
  networks: readonly number[];
};

type Counting = {
  db: Db;
  signer: Signer;
  clock: () => number;
  log: Log;
  proxyWarnings: { limited: (network: string) => void };
};

/**
 * Counts a request for a link. Returns when another one may come, in UTC ms, where this one is too
 * many, which the log says; null otherwise.
 */
export async function countLinkRequest(
  deps: Counting,
  limits: LinkLimits,
  { pageId, ip, email }: { pageId: string; ip: string; email: string },
): Promise<number | null> {
  const [network = ''] = networksOf(ip);
  const counted = await limitsOfLink(deps.signer, limits, { ip, email });
  const { until } = await takeAttempts(deps.db, counted, deps.clock());
  if (until === null) return null;
  deps.proxyWarnings.limited(network);
  deps.log('warn', `${limits.event} refused`, { page: pageId, network, reason: 'limit' });
  return until;
}

/** Counted under hashes: no address is stored. */
async function limitsOfLink(
  signer: Signer,
  { purpose, hour, day, networks }: Omit<LinkLimits, 'event'>,
  { ip, email }: { ip: string; email: string },
): Promise<Limit[]> {
  const address = await signer.sign(purpose, email);
  const ofNetworks = networksOf(ip).map(async (network, i) => ({
    key: `${purpose}-from:${await signer.sign('network', network)}`,
    limit: networks[i] ?? 0,
    window: HOUR,
  }));
  return [
    { key: `${purpose}-hour:${address}`, limit: hour, window: HOUR },
    { key: `${purpose}-day:${address}`, limit: day, window: DAY },
    ...(await Promise.all(ofNetworks)),
  ];
}
