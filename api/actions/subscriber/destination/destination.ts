import { z } from 'zod';
import { write } from '../../../../db/engine/write.ts';
import { insertAudit, type Page } from '../../../../db/page/page.ts';
import { activateDestination } from '../../../../db/subscriber/destination.ts';
import {
  type Choice,
  findSubscriber,
  type Subscriber,
} from '../../../../db/subscriber/subscriber.ts';
import { liftSuppression } from '../../../../db/subscriber/suppression.ts';
import type { Encryption } from '../../../core/encryption.ts';
import { Problem } from '../../../core/problem.ts';
import { addressHash } from '../../../core/secret.ts';
import { EmailAddress } from '../../../domain/delivery/address.ts';
import { type DestinationChannel, destinationChannels } from '../../../domain/destination/kind.ts';
import type { OutgoingRules } from '../../../domain/network/destination.ts';
import type { Actor } from '../../../domain/response/role.ts';
import { DAY } from '../../../domain/time/time.ts';
import { leftHash } from '../erase.ts';
import { subscriberCalled } from '../operator.ts';
import { ChoiceInput, type Register } from '../sign-up.ts';
import { nextSecret } from '../signing-secret.ts';
import { saveSubscriber } from '../subscriber-audit.ts';
import { destinationRow } from './destination-row.ts';

type DestinationDeps = Pick<Register, 'db' | 'clock' | 'newId' | 'signer'> & {
  encryption: Encryption;
  outgoingRules: OutgoingRules;
};

/** How long a replaced secret still signs. */
const OVERLAP = DAY;

export const NewDestination = ChoiceInput.extend({
  channel: z.enum(destinationChannels),
  address: z.string(),
  contactEmail: z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? null : value),
    EmailAddress.nullable().default(null),
  ),
});

/**
 * The team subscribes a webhook or a chat, which gets updates at once. One that left comes back.
 * `secret` signs the messages of a webhook and can't be read again.
 */
export async function addDestination(
  deps: DestinationDeps,
  actor: Actor,
  page: Pick<Page, 'id'>,
  given: {
    channel: DestinationChannel;
    address: string;
    contactEmail: string | null;
    choice: Choice;
  },
): Promise<{ id: string; secret: string | null }> {
  const { channel, choice } = given;
  const { email, row } = await destinationRow(deps, given);
  const known = await findSubscriber(deps.db, page.id, { email });
  if (known?.state === 'active' && known.quarantinedAt === null)
    throw new Problem('conflict', 'This address is already subscribed.', {
      address: 'This address is already subscribed.',
    });
  const now = deps.clock();
  const id = known?.id ?? deps.newId();
  const signing = channel === 'webhook' ? await nextSecret(deps, id, now) : null;
  await write(deps.db, [
    ...activateDestination(deps.db, { id, pageId: page.id, email, ...row }, choice, now),
    ...(signing?.statements ?? []),
    liftSuppression(deps.db, [await addressHash(email), await leftHash(deps, page.id, email)]),
    insertAudit(deps.db, {
      ...{ id: deps.newId(), pageId: page.id, at: now, actor, action: 'add' },
      ...{ subject: 'subscriber', subjectId: id, after: { state: 'active', channel } },
    }),
  ]);
  return { id, secret: signing?.secret ?? null };
}

/** A new secret for a webhook. For a day, messages are signed with the one before too. */
export async function rotateSecret(
  deps: DestinationDeps,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<{ who: Subscriber; secret: string }> {
  const who = await subscriberCalled(deps, pageId, id);
  if (who.channel !== 'webhook')
    throw new Problem('invalid', 'Only webhooks have a signing secret.');
  const now = deps.clock();
  const { secret, statements } = await nextSecret(deps, id, now, now + OVERLAP);
  await saveSubscriber(deps, { who, action: 'rotate secret', actor }, statements);
  return { who, secret };
}
