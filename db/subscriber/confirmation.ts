import { type SQL, sql } from 'drizzle-orm';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import type { DESTINATION_NOTICE, MailText } from '../schema/index.ts';
import type { Limit } from './attempt.ts';
import { isSuppressed, LIFTED_BY_CONFIRMING } from './suppression.ts';

/**
 * Allows `limit` mails at once, then one per `window / limit` ms (generic cell rate algorithm).
 * `until` in its row is when the last accepted mail would be due at an even rate.
 */
export type ConfirmationRate = Limit & { longestDelay: number };

/** By email, or posted to a destination. */
type ConfirmationKind = 'confirm' | typeof DESTINATION_NOTICE;

type Confirmation = {
  to: { id: string; epoch: number; addressHash: string };
  mail: { id: string; pageId: string; kind: ConfirmationKind; to: string } & MailText;
  limits: readonly Limit[];
  rates: readonly ConfirmationRate[];
  /** Requested by the team, so that a queued confirmation does not prevent another. */
  always: boolean;
};

/**
 * Written with `askStatements`: the confirmation, where one is allowed and needed, and its count.
 * The same statements run for every address. A suppressed address may get one, since confirming
 * lifts the suppression.
 */
export function confirmationStatements(confirmation: Confirmation, now: number): Statement[] {
  const { to, mail, always } = confirmation;
  const limits = JSON.stringify(confirmation.limits);
  const rates = JSON.stringify(
    confirmation.rates.map((rate) => ({ ...rate, step: Math.ceil(rate.window / rate.limit) })),
  );
  const isFull = sql`exists (select 1 from json_each(${limits}) l join attempt a on a.key = l.value ->> 'key'
    where a.until > ${now} and a.count >= l.value ->> 'limit')`;
  const delays = sql`select a.until + (p.value ->> 'step') - (p.value ->> 'window') - ${now} as delay,
      p.value ->> 'longestDelay' as longest
    from json_each(${rates}) p join attempt a on a.key = p.value ->> 'key'`;
  const waits = sql`exists (select 1 from letter where state in ('ready', 'leased')
    and kind = ${mail.kind} and page_id = ${mail.pageId} and "to" = ${mail.to})`;
  const isQueued = sql`exists (select 1 from letter where id = ${mail.id})`;
  return [
    plain(sql`insert into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
      select ${mail.id}, ${mail.pageId}, ${mail.kind}, ${mail.to}, ${mail.senderName},
        ${mail.subject}, ${mail.html}, ${mail.text}, 'ready', ${dbNow} + (select max(0, coalesce(max(delay), 0)) from (${delays})), ${now}
      from subscriber
      where id = ${to.id} and epoch = ${to.epoch} and state = 'pending'
        and not ${isSuppressed({ ...to, pageId: mail.pageId }, LIFTED_BY_CONFIRMING)}
        and not ${isFull} and (${always ? 1 : 0} = 1 or not ${waits})
        and not exists (select 1 from (${delays}) where delay > longest)`),
    counted(limits, isQueued, now),
    plain(sql`insert into attempt (key, count, until)
      select value ->> 'key', 1, ${now} + (value ->> 'step') from json_each(${rates}) where ${isQueued}
      on conflict (key) do update set count = count + 1,
        until = max(until, ${now}) + (excluded.until - ${now})`),
  ];
}

const counted = (limits: string, when: SQL, now: number): Statement =>
  plain(sql`insert into attempt (key, count, until)
    select value ->> 'key', 1, ${now} + (value ->> 'window') from json_each(${limits}) where ${when}
    on conflict (key) do update set
      count = case when until <= ${now} then 1 else count + 1 end,
      until = case when until <= ${now} then excluded.until else until end`);
