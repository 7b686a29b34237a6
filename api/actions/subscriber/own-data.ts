import { findSubscriber, type Subscriber } from '../../../db/subscriber/subscriber.ts';
import { idIn, isGenuine } from '../../auth/link.ts';
import { eraseSubscriber } from './erase.ts';
import type { Register } from './sign-up.ts';
import { asSubscriber } from './subscriber-audit.ts';

/** The subscriber of a link to preferences; null when it has expired. */
export async function holderOfLink(
  deps: Pick<Register, 'db' | 'signer'>,
  pageId: string,
  token: string,
): Promise<Subscriber | null> {
  const who = await findSubscriber(deps.db, pageId, { id: idIn(token) });
  return who && (await isGenuine(deps.signer, 'manage', who, token)) ? who : null;
}

/** False for a link that is not genuine, or of somebody who is erased already. */
export async function eraseByLink(deps: Register, pageId: string, token: string): Promise<boolean> {
  const who = await holderOfLink(deps, pageId, token);
  if (!who) return false;
  await eraseSubscriber(deps, asSubscriber(who), pageId, who.id);
  return true;
}
