import { EMAIL } from '../../../../db/schema/index.ts';
import { type Limit, takeAttempt } from '../../../../db/subscriber/attempt.ts';
import type { Subscriber } from '../../../../db/subscriber/subscriber.ts';
import { linkFor } from '../../../auth/link.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { holderOfLink } from '../own-data.ts';
import type { Register } from '../sign-up.ts';

type OwnerDeps = Pick<Register, 'db' | 'signer' | 'clock'>;

/** The destination of a link to preferences; a mailbox has none of what its owner can do. */
export async function ownedDestination(
  deps: OwnerDeps,
  pageId: string,
  token: string,
): Promise<Subscriber> {
  const who = await holderOfLink(deps, pageId, token);
  if (who?.state !== 'active' || who.channel === EMAIL) throw notFound('link');
  return who;
}

/** The address of the page for the owner of a destination; null for a mailbox, and for one that left. */
export const ownerPageOf = async (
  { signer, config }: Pick<Register, 'signer' | 'config'>,
  page: { baseUrl: string | null },
  who: Subscriber,
): Promise<string | null> =>
  who.channel === EMAIL || who.state !== 'active'
    ? null
    : `${await linkFor({ signer, baseUrl: addressOf(page, config.baseUrl) }, 'manage', who)}/deliveries`;

/** Refuses what an owner does too often: it makes requests to somebody’s server. */
export async function limitOwner(deps: OwnerDeps, limit: Limit): Promise<void> {
  if ((await takeAttempt(deps.db, limit, deps.clock())) !== null)
    throw new Problem('too_many', 'You did this too often. Try again in a few minutes.');
}
