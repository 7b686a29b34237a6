import type { Limit } from '../../db/subscriber/attempt.ts';
import type { Signer } from '../core/secret.ts';
import { DAY, HOUR } from '../domain/time/time.ts';
import { networksOf } from '../network/address.ts';

/** Requests for a mailed link: in an hour and a day to one address, and in an hour from one network. */
export type LinkLimits = {
  purpose: string;
  hour: number;
  day: number;
  /** Narrowest network first; see `networksOf`. */
  networks: readonly number[];
};

/** Counted under hashes: no address is stored. */
export async function limitsOfLink(
  signer: Signer,
  { purpose, hour, day, networks }: LinkLimits,
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
