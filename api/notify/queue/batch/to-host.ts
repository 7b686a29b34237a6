import type { HostOutcome } from '../../../../db/channel/host-state.ts';
import type { DestinationOutcome } from '../../../../db/delivery/batch/destination.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import type { Outcome } from '../../../domain/delivery/delivery.ts';
import { ADDRESS_PURPOSE } from '../../../domain/destination/purposes.ts';
import type { Batch, Call, ChannelAnswer } from '../../port/channel.ts';
import type { ChannelDeps } from '../../port/sending.ts';
import type { InFlight } from '../limits/in-flight.ts';
import { attemptOf } from './attempt-row.ts';
import type { Begun } from './begun.ts';
import { finish, judge } from './finish.ts';
import { isErased } from './recipients.ts';
import { batchOf, keyOf } from './send.ts';

const nobody: ChannelAnswer = { kind: 'sent', failures: [] };
const interrupted: ChannelAnswer = {
  kind: 'ambiguous',
  code: 'interrupted',
  message: 'Interrupted while it was sent.',
};

/** Delivers a batch of one recipient and records the call, for its host and its destination too. */
export async function deliverToHost(
  deps: ChannelDeps,
  inFlight: InFlight,
  { next: claimed, recipientSnapshot, token, permits }: Begun,
): Promise<void> {
  let durationMs = 0;
  const request: Call['request'] = (send) =>
    inFlight.withinRate(permits, async () => {
      const startedAt = performance.now();
      return send().finally(() => {
        durationMs += performance.now() - startedAt;
      });
    });
  const [only] = recipientSnapshot.filter((one) => !isErased(one));
  const answer: ChannelAnswer = only ? await answerOf(deps, { claimed, only, request }) : nobody;
  const next = judge(deps, claimed, answer);
  const end = finish(deps, { claimed, recipientSnapshot, outcome: answer, next, token });
  if (!only) return inFlight.addOutcome(end);
  const row = { claimed, recipients: recipientSnapshot, answer, next, durationMs };
  inFlight.addOutcome(end, {
    attempts: [attemptOf({ ...row, id: deps.newId() })],
    hosts: wasInterrupted(deps, claimed) ? [] : hostOutcome(claimed.batch.hostKey, answer),
    destinations: destinationOutcome(only.id, answer, next.next),
    writes: answer.writes ?? [],
  });
}

async function answerOf(
  deps: ChannelDeps,
  of: { claimed: Begun['next']; only: Recipient; request: Call['request'] },
): Promise<ChannelAnswer> {
  const { channel } = deps;
  const { claimed, only, request } = of;
  const address = only.address && (await deps.encryption.decrypt(ADDRESS_PURPOSE, only.address));
  if (only.address && !address)
    return {
      kind: 'refused',
      code: 'address_unreadable',
      message: 'The stored address can’t be read, since SECRET_KEY has changed.',
      permanent: true,
    };
  const batch: Batch = batchOf(claimed, [{ ...only, address }]);
  if (!wasInterrupted(deps, claimed)) return channel.deliver(batch, keyOf(claimed), { request });
  return channel.recover ? channel.recover(batch, keyOf(claimed)) : interrupted;
}

/** A crash of ours ended the call before: that says nothing about the host. */
const wasInterrupted = ({ channel }: ChannelDeps, { batch }: Begun['next']): boolean =>
  batch.recipientSnapshot !== null && !channel.limits.keyed;

/** A host that refuses one message or our token works. */
function hostOutcome(hostKey: string | null, answer: ChannelAnswer): HostOutcome[] {
  if (hostKey === null) return [];
  if (answer.kind === 'sent') return [{ hostKey, isWell: true }];
  const isTrouble =
    answer.kind === 'ambiguous' ||
    (answer.kind === 'refused' && (answer.about === 'server' || answer.retryAfter !== undefined));
  if (!isTrouble) return [];
  return [
    {
      hostKey,
      isWell: false,
      retryAfter: answer.kind === 'refused' ? answer.retryAfter : undefined,
    },
  ];
}

function destinationOutcome(
  subscriberId: string,
  answer: Outcome,
  next: string,
): DestinationOutcome[] {
  if (answer.kind === 'sent') return [{ subscriberId, isWell: true, goneBecause: null }];
  if (answer.kind === 'refused' && answer.about === 'gone')
    return [{ subscriberId, isWell: false, goneBecause: answer.message }];
  // A token that was refused or one that waits says nothing about the destination.
  const isOurs = answer.kind === 'refused' && answer.about === 'credential';
  return isOurs || next === 'unknown' ? [] : [{ subscriberId, isWell: false, goneBecause: null }];
}
