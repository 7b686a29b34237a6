import { openIfComplained } from '../../../../db/channel/reputation.ts';
import { violated, write } from '../../../../db/engine/write.ts';
import {
  countTransient,
  insertInboundEvent,
  suppress,
} from '../../../../db/subscriber/suppression.ts';
import { addressHash } from '../../../core/secret.ts';
import { type ResendEvent, resendEventIn } from '../../../domain/delivery/resend-event.ts';
import type { Publisher } from '../../commit.ts';

/**
 * Applies a webhook event of the mail provider at most once, in any order. The subscription stays;
 * the address is suppressed.
 */
export async function recordResendEvent(
  deps: Recording,
  from: EventSource,
  event: unknown,
): Promise<void> {
  const resendEvent = resendEventIn(event);
  if (resendEvent && resendEvent.addresses.length > 0)
    await applyResendEvent(deps, from, resendEvent);
}

type Recording = Pick<Publisher, 'db' | 'clock' | 'newId'>;
type EventSource = { provider: string; eventId: string };

/** The same for an event that is already parsed. */
export async function applyResendEvent(
  deps: Recording,
  from: EventSource,
  resendEvent: ResendEvent,
): Promise<void> {
  const now = deps.clock();
  const { addresses, at } = resendEvent;
  const effects =
    resendEvent.kind === 'transient'
      ? [countTransient(deps.db, addresses)]
      : await Promise.all(
          addresses.map(async (email, index) =>
            suppress({
              id: deps.newId(),
              email,
              addressHash: await addressHash(email),
              reason: resendEvent.reason,
              sourceEvent: `${from.provider}/${from.eventId}/${index}`,
              at,
              now,
            }),
          ),
        );
  try {
    await write(deps.db, [
      insertInboundEvent(deps.db, { ...from, receivedAt: now }),
      ...effects,
      openIfComplained(deps.db, now),
    ]);
  } catch (error) {
    if (!violated(error)?.startsWith('inbound_event.')) throw error;
  }
}
