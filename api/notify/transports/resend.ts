import { type ErrorResponse, Resend } from 'resend';
import type { Outcome } from '../../domain/delivery.ts';
import { HOUR, SECOND } from '../../domain/time.ts';
import type { Mailer } from '../mailer.ts';

const TIMEOUT = 15 * SECOND;

/** Resend, and whatever speaks its language. It never throws for what the provider says. */
export function resendMailer(given: {
  apiKey: string;
  baseUrl?: string | undefined;
  timeout?: number;
}): Mailer {
  const resend = new Resend(given.apiKey, given.baseUrl ? { baseUrl: given.baseUrl } : {});
  return {
    name: 'resend',
    maxBatch: 100,
    lanes: 1,
    keyed: true,
    async send(mails, key) {
      const { data, error, headers } = await resend.batch.send(
        mails.map(({ from, to, subject, html, text, headers }) => ({
          from,
          to: [to],
          subject,
          html,
          text,
          headers,
        })),
        {
          idempotencyKey: key,
          batchValidation: 'permissive',
          signal: AbortSignal.timeout(given.timeout ?? TIMEOUT),
        },
      );
      if (error) return outcomeOf(error, headers);
      const announced = Number(headers?.['ratelimit-limit']);
      return {
        kind: 'sent',
        failures: (data.errors ?? []).filter(isIndex(mails.length)),
        ...(announced > 0 ? { announced } : {}),
      };
    },
  };
}

const isIndex = (length: number) => (failure: { index: number }) =>
  Number.isInteger(failure.index) && failure.index >= 0 && failure.index < length;

function outcomeOf(error: ErrorResponse, headers: Record<string, string> | null): Outcome {
  const { statusCode: status, name: code, message } = error;
  // No status: no answer was read, and the mails may or may not be on their way.
  if (typeof status !== 'number' || status >= 500 || status === 408)
    return { kind: 'ambiguous', code: `${status ?? 'no_answer'}`, message };
  if (status === 409)
    return code === 'invalid_idempotent_request'
      ? { kind: 'mismatch', code, message }
      : { kind: 'ambiguous', code, message };
  if (status === 429)
    return { kind: 'refused', code, message, retryAfter: retryAfter(code, headers) };
  return { kind: 'refused', code, message, permanent: status === 400 || status === 422 };
}

/** A used-up quota is not asked again before an hour has passed. */
function retryAfter(code: string, headers: Record<string, string> | null): number {
  const seconds = Number(headers?.['retry-after']);
  const named = Number.isFinite(seconds) && seconds > 0 ? seconds * SECOND : 5 * SECOND;
  return code.endsWith('quota_exceeded') ? Math.max(named, HOUR) : named;
}
