import { write } from '../../../db/engine/write.ts';
import { endViewerSession, isLinkOpen, offerLink, useLink } from '../../../db/internal/viewer.ts';
import type { Page } from '../../../db/page/page.ts';
import { type Limit, takeAttempts } from '../../../db/subscriber/attempt.ts';
import { internalLinkMail } from '../../../templates/email/internal-access.ts';
import type { Caller } from '../../auth/session.ts';
import type { Deps } from '../../context/deps.ts';
import { Problem } from '../../core/problem.ts';
import { randomToken, sha256 } from '../../core/secret.ts';
import { addressOf } from '../../domain/page/address.ts';
import { DAY, HOUR, MINUTE } from '../../domain/time/time.ts';
import { networksOf } from '../../network/address.ts';

type LinkDeps = Pick<
  Deps,
  'db' | 'config' | 'signer' | 'clock' | 'newId' | 'log' | 'proxyWarnings' | 'wake'
>;

const LIFETIME = 15 * MINUTE;
export const VIEWER_SESSION = 14 * DAY;
const PER_ADDRESS = { hour: { limit: 4, window: HOUR }, day: { limit: 12, window: DAY } };
/** Requests in an hour from one network, narrowest first; see `networksOf`. */
const PER_NETWORK = [20, 40, 80];

/** Mails a sign-in link, if the address has access. Answer and work are the same where it has none. */
export async function requestInternalLink(
  deps: LinkDeps,
  page: Page,
  caller: Caller,
  email: string,
): Promise<void> {
  const now = deps.clock();
  const [network = ''] = networksOf(caller.ip);
  const { until } = await takeAttempts(deps.db, await limitsOf(deps, caller, email), now);
  if (until !== null) {
    deps.proxyWarnings.limited(network);
    deps.log('warn', 'internal sign-in link refused', { page: page.id, network, reason: 'limit' });
    throw new Problem(
      'too_many',
      'Too many requests. Check your inbox for an earlier email, or try again later.',
    );
  }
  const token = randomToken();
  const url = addressOf(page, deps.config.baseUrl);
  const link = `${url}/internal/sign-in/link?token=${token}`;
  const mail = await internalLinkMail({ page: { ...page, url }, link });
  const row = {
    ...{ id: deps.newId(), pageId: page.id, email, tokenHash: await sha256(token) },
    ...{ createdAt: now, expiresAt: now + LIFETIME },
  };
  await write(deps.db, offerLink(row, { to: email, ...mail }));
  deps.wake();
}

/** Counted under hashes: no address is stored. */
async function limitsOf(deps: LinkDeps, caller: Caller, email: string): Promise<Limit[]> {
  const address = await deps.signer.sign('internal-link', email);
  const ofNetworks = networksOf(caller.ip).map(async (network, i) => ({
    key: `internal-link-from:${await deps.signer.sign('network', network)}`,
    limit: PER_NETWORK[i] ?? 0,
    window: HOUR,
  }));
  return [
    { key: `internal-link-hour:${address}`, ...PER_ADDRESS.hour },
    { key: `internal-link-day:${address}`, ...PER_ADDRESS.day },
    ...(await Promise.all(ofNetworks)),
  ];
}

export const isInternalLinkOpen = async (
  deps: Pick<LinkDeps, 'db' | 'clock'>,
  pageId: string,
  token: string,
): Promise<boolean> =>
  token !== '' && isLinkOpen(deps.db, pageId, await sha256(token), deps.clock());

/** Uses the link up. Returns the secret of the new session; null where the link is no longer valid. */
export async function openViewerSession(
  deps: Pick<LinkDeps, 'db' | 'clock' | 'newId'>,
  pageId: string,
  token: string,
): Promise<string | null> {
  if (token === '') return null;
  const secret = randomToken();
  const now = deps.clock();
  const [, session] = await write(
    deps.db,
    useLink({
      ...{ pageId, linkHash: await sha256(token), viewerId: deps.newId() },
      ...{ sessionHash: await sha256(secret), now, expiresAt: now + VIEWER_SESSION },
    }),
  );
  return session?.rowsAffected === 1 ? secret : null;
}

export const closeViewerSession = async (deps: Pick<LinkDeps, 'db'>, secret: string) =>
  write(deps.db, [endViewerSession(deps.db, await sha256(secret))]);
