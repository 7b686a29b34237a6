import { takeAttempt } from '../../../db/subscriber/attempt.ts';
import type { Deps } from '../../context/deps.ts';
import { Problem } from '../../core/problem.ts';
import { isLoopbackHost } from '../../domain/network/origin.ts';
import { type DomainCheck, domainCheck } from '../../domain/page/domain-check.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { isPrivate, parseIp } from '../../network/address.ts';

const PER_PAGE = { limit: 20, window: 10 * MINUTE };

/** Looks up where a domain leads. Asks DNS only: nothing connects to the addresses it names. */
export async function checkDomain(
  deps: Pick<Deps, 'db' | 'clock' | 'resolve' | 'config'>,
  pageId: string,
  host: string,
): Promise<DomainCheck> {
  const key = `domain-check:${pageId}`;
  if ((await takeAttempt(deps.db, { key, ...PER_PAGE }, deps.clock())) !== null)
    throw new Problem('too_many', 'Too many checks. Try again in ten minutes.');
  const [found, own] = await Promise.all([deps.resolve(host), ownAddresses(deps)]);
  return domainCheck({ host, found, own }, (address) => {
    const ip = parseIp(address);
    return ip === null || isPrivate(ip);
  });
}

async function ownAddresses(deps: Pick<Deps, 'resolve' | 'config'>): Promise<string[] | null> {
  const { hostname } = new URL(deps.config.baseUrl);
  if (isLoopbackHost(hostname)) return null;
  const ip = parseIp(hostname);
  if (ip) return [ip.toString()];
  const found = await deps.resolve(hostname);
  return found && found.length > 0 ? found : null;
}
