import { type ErrorResponse, Resend } from 'resend';
import type { Failure, Outcome } from '../../../domain/delivery/delivery.ts';
import { HOUR, SECOND } from '../../../domain/time/time.ts';
import type { Account, Mailer } from '../../port/mailer.ts';
import { batchBody } from './batch-body.ts';

const TIMEOUT = 15 * SECOND;

/** Resend or a compatible API. Errors of the provider become outcomes, never exceptions. */
export function resendMailer(given: {
  apiKey: string;
  baseUrl?: string | undefined;
  timeout?: number;
  /** The sender's domain must be verified with the provider. */
  from?: string;
  replyTo?: string | undefined;
}): Mailer {
  const resend = new Resend(given.apiKey, given.baseUrl ? { baseUrl: given.baseUrl } : {});
  return {
    name: 'resend',
    account: () => accountOf(resend, given.from),
    maxBatch: 100,
    maxConcurrency: 8,
    keyed: true,
    async send(mails, key) {
      // Like its own `batch.send`, which would serialize the same text a hundred times.
      const { data, error, headers } = await resend.post<Answer | null>(
        '/emails/batch',
        undefined,
        {
          body: batchBody(mails, given.replyTo),
          idempotencyKey: key,
          headers: { 'x-batch-validation': 'permissive' },
          signal: AbortSignal.timeout(given.timeout ?? TIMEOUT),
        } as RequestOptions,
      ); // options it does not list are passed to fetch
      if (error || !data) return outcomeOf(error ?? {}, headers);
      const announced = Number(headers?.['ratelimit-limit']);
      return {
        kind: 'sent',
        failures: failuresIn(data.errors, mails.length),
        ...(announced > 0 ? { announced } : {}),
      };
    },
  };
}

type Answer = { data: { id: string }[]; errors?: Partial<Failure>[] };
type RequestOptions = NonNullable<Parameters<Resend['post']>[2]>;

/** A key limited to sending cannot list domains: the first mail shows whether they work. */
async function accountOf(resend: Resend, from: string | undefined): Promise<Account> {
  const signal = () => ({ signal: AbortSignal.timeout(TIMEOUT) });
  const { data, error } = await resend.usage.get(signal());
  const unknown = { trouble: null, left: null, until: null };
  if (error) {
    if (error.statusCode === 401 && error.name === 'restricted_api_key') return unknown;
    if (error.statusCode !== 401 && error.statusCode !== 403) return unknown;
    const trouble = `Resend rejected RESEND_API_KEY (${error.message}). Create a new key at resend.com/api-keys and restart Allclear`;
    return { ...unknown, trouble };
  }
  const quotas = [data.emails.daily, data.emails.monthly].flatMap(({ limit, used, resets_at }) =>
    limit === null ? [] : [{ left: Math.max(0, limit - used), until: Date.parse(resets_at) }],
  );
  const tightest = quotas.sort((a, b) => a.left - b.left)[0];
  const domain = /@([^\s<>@]+)>?$/.exec(from ?? '')?.[1]?.toLowerCase();
  const domains = domain ? (await resend.get<Domains>('/domains', signal())).data?.data : undefined;
  const own = domains?.find(({ name }) => name === domain || domain?.endsWith(`.${name}`));
  const trouble =
    domains && own?.status !== 'verified'
      ? `Resend can’t send from ${domain}, the domain of MAIL_FROM. Verify it at resend.com/domains, or change the sender`
      : null;
  return { trouble, left: tightest?.left ?? null, until: tightest?.until ?? null };
}

type Domains = { data: { name: string; status: string }[] };

function failuresIn(errors: unknown, mails: number): Failure[] {
  if (!Array.isArray(errors)) return [];
  return (errors as (Partial<Failure> | null)[]).flatMap((one) => {
    const index = one?.index ?? -1;
    if (!Number.isInteger(index) || index < 0 || index >= mails) return [];
    return [{ index, message: textOr(one?.message, 'No reason given.') }];
  });
}

const textOr = (given: unknown, otherwise: string): string =>
  typeof given === 'string' ? given : otherwise;

/** A gateway before the API answers with other fields than the API, or with none. */
function outcomeOf(error: Partial<ErrorResponse>, headers: Record<string, string> | null): Outcome {
  const { statusCode: status } = error;
  const code = textOr(error.name, `${status ?? 'no_answer'}`);
  const message = textOr(error.message, 'No reason given.');
  // No status means that no response was read: the mails may have been accepted.
  if (typeof status !== 'number' || status >= 500 || status === 408)
    return { kind: 'ambiguous', code: `${status ?? 'no_answer'}`, message };
  if (status === 409)
    return code === 'invalid_idempotent_request'
      ? { kind: 'mismatch', code, message }
      : { kind: 'ambiguous', code, message };
  if (status === 429)
    return {
      kind: 'refused',
      code,
      message,
      retryAfter: retryAfter(code, headers),
      usedUp: code.endsWith('quota_exceeded'),
    };
  return { kind: 'refused', code, message, permanent: status === 400 || status === 422 };
}

/** A used-up quota is not retried within an hour. */
function retryAfter(code: string, headers: Record<string, string> | null): number {
  const seconds = Number(headers?.['retry-after']);
  const named = Number.isFinite(seconds) && seconds > 0 ? seconds * SECOND : 5 * SECOND;
  return code.endsWith('quota_exceeded') ? Math.max(named, HOUR) : named;
}
