import { type Statement, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { forgetAttempts } from '../../../db/subscriber/attempt.ts';
import { type Erased, eraseSubscribers } from '../../../db/subscriber/erase.ts';
import { findSubscriber, type Subscriber } from '../../../db/subscriber/subscriber.ts';
import { notFound } from '../../core/problem.ts';
import { addressHash } from '../../core/secret.ts';
import type { Actor } from '../../domain/response/role.ts';
import { keysOfSubscriber } from '../../limits/confirmation-limits.ts';
import type { Register } from './sign-up.ts';

type EraseDeps = Pick<Register, 'db' | 'clock' | 'newId' | 'signer'>;

/**
 * What stays of somebody who left: a hash under SECRET_KEY, from which nobody can tell the address.
 * Imports leave such people out.
 */
export const leftHash = async (
  deps: Pick<Register, 'signer'>,
  pageId: string,
  email: string,
): Promise<string> => `left:${await deps.signer.sign('left', pageId, email)}`;

/** Statements that leave nothing of these subscribers but that hash. */
export async function erasing(
  deps: EraseDeps,
  pageId: string,
  people: readonly Pick<Subscriber, 'id' | 'email' | 'channel' | 'confirmedAt' | 'state'>[],
): Promise<Statement[]> {
  const erased = people.map(async (one): Promise<Erased> => {
    // Nothing stays of an address that was never confirmed: its owner may not know of the page.
    const hasJoined = one.confirmedAt !== null || one.state === 'unsubscribed';
    return {
      id: one.id,
      email: one.email,
      addressHash: await addressHash(one.email),
      leftHash: hasJoined ? await leftHash(deps, pageId, one.email) : '',
      suppressionId: deps.newId(),
    };
  });
  const keys = people.map((one) => keysOfSubscriber(deps, pageId, one));
  return [
    ...eraseSubscribers(deps.db, pageId, await Promise.all(erased), deps.clock()),
    forgetAttempts(deps.db, (await Promise.all(keys)).flat()),
  ];
}

/** By a member of the team, or by themselves. The audit entry says only that it was done. */
export async function eraseSubscriber(
  deps: EraseDeps,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<Subscriber> {
  const who = await findSubscriber(deps.db, pageId, { id });
  if (!who) throw notFound('subscriber');
  await write(deps.db, [
    ...(await erasing(deps, pageId, [who])),
    insertAudit(deps.db, {
      ...{ id: deps.newId(), pageId, at: deps.clock(), actor, action: 'erase' },
      ...{ subject: 'subscriber', subjectId: id },
    }),
  ]);
  return who;
}
