import { findSubscriber } from '../../../../db/subscriber/subscriber.ts';
import { idIn, isGenuine } from '../../../auth/link.ts';
import { openSubscription, type Subscription } from '../subscriber.ts';
import { askDestination } from './destination-sign-up.ts';

/** The link of a contact leads to the question that its destination gets; null for another link. */
export async function confirmContact(
  deps: Parameters<typeof askDestination>[0],
  pageId: string,
  token: string,
): Promise<Subscription | null> {
  const who = await findSubscriber(deps.db, pageId, { id: idIn(token) });
  if (who?.state !== 'pending') return null;
  if (!(await isGenuine(deps.signer, 'confirm-contact', who, token))) return null;
  await askDestination(deps, who);
  const asked = await openSubscription(deps, pageId, 'confirm', token);
  return asked && { ...asked, postedTo: who.channel };
}
