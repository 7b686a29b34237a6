import type { AttemptRow } from '../../../../db/delivery/batch/attempts.ts';
import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import type { NextStep } from '../../../domain/delivery/delivery.ts';
import { withoutAddress } from '../../../domain/delivery/reason.ts';
import type { ChannelAnswer } from '../../port/channel.ts';

const MOST_CHARACTERS = 500;

/** What is recorded of a call. Of the recipients, only a single one is named. */
export function attemptOf(of: {
  id: string;
  claimed: ClaimedBatch;
  recipients: readonly Recipient[];
  answer: ChannelAnswer;
  next: Pick<NextStep, 'next'> & { waitMs?: number };
  durationMs: number;
}): AttemptRow {
  const { batch } = of.claimed;
  const [only] = of.recipients.length === 1 ? of.recipients : [];
  const { answer, next } = of;
  const error = answer.kind === 'sent' ? answer.failures[0]?.message : answer.message;
  return {
    id: of.id,
    pageId: batch.pageId,
    notificationId: batch.notificationId,
    batchId: batch.id,
    subscriberId: only?.id ?? null,
    channel: batch.channel,
    durationMs: Math.round(of.durationMs),
    outcome: outcomeOf(answer, next.next),
    status: answer.status ?? null,
    error: error ? shortened(withoutAddress(error)) : null,
    excerpt: answer.excerpt ? shortened(answer.excerpt) : null,
    waitMs: next.waitMs ?? null,
  };
}

function outcomeOf(answer: ChannelAnswer, next: NextStep['next']): string {
  if (answer.kind === 'sent') return 'sent';
  if (next === 'unknown') return 'unknown';
  if (answer.kind === 'refused' && (answer.about === 'gone' || answer.about === 'credential'))
    return answer.about;
  return answer.kind === 'refused' ? 'refused' : 'no_response';
}

const shortened = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
