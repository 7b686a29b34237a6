import { type SQL, sql } from 'drizzle-orm';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import type { Limit } from './attempt.ts';
import { isSuppressed, LIFTED_BY_CONFIRMING } from './suppression.ts';

/**
 * A rate: `limit` letters at once, then one each `window / limit` ms. `until` of its row is when the
 * last letter that was taken would be due at an even pace (the generic cell rate algorithm).
 */
export type Pace = Limit & { longestDelay: number };

type Confirmation = {
  to: { id: string; epoch: number; addressHash: string };
  mail: { id: string; pageId: string; to: string; subject: string; html: string; text: string };
  limits: readonly Limit[];
  paces: readonly Pace[];
  /** An operator asks: a letter that still waits is no reason against another. */
  always: boolean;
};

/**
 * Put beside `askStatements`: the confirmation, for an address that may and need be asked, and the
 * counting of it. The same statements run whatever the address is. One that bounced or complained may
 * be asked: confirming anew is how its owner takes that back.
 */
export function confirmationStatements(given: Confirmation, now: number): Statement[] {
  const { to, mail, always } = given;
  const limits = JSON.stringify(given.limits);
  const paces = JSON.stringify(
    given.paces.map((pace) => ({ ...pace, step: Math.ceil(pace.window / pace.limit) })),
  );
  const isFull = sql`exists (select 1 from json_each(${limits}) l join attempt a on a.key = l.value ->> 'key'
    where a.until > ${now} and a.count >= l.value ->> 'limit')`;
  const delays = sql`select a.until + (p.value ->> 'step') - (p.value ->> 'window') - ${now} as delay,
      p.value ->> 'longestDelay' as longest
    from json_each(${paces}) p join attempt a on a.key = p.value ->> 'key'`;
  const waits = sql`exists (select 1 from letter where state in ('ready', 'leased')
    and kind = 'confirm' and page_id = ${mail.pageId} and "to" = ${mail.to})`;
  const isQueued = sql`exists (select 1 from letter where id = ${mail.id})`;
  return [
    plain(sql`insert into letter (id, page_id, kind, "to", subject, html, text, state, due_at, created_at)
      select ${mail.id}, ${mail.pageId}, 'confirm', ${mail.to}, ${mail.subject}, ${mail.html},
        ${mail.text}, 'ready', ${dbNow} + (select max(0, coalesce(max(delay), 0)) from (${delays})), ${now}
      from subscriber
      where id = ${to.id} and epoch = ${to.epoch} and state = 'pending'
        and not ${isSuppressed({ ...to, pageId: mail.pageId }, LIFTED_BY_CONFIRMING)}
        and not ${isFull} and (${always ? 1 : 0} = 1 or not ${waits})
        and not exists (select 1 from (${delays}) where delay > longest)`),
    counted(limits, isQueued, now),
    plain(sql`insert into attempt (key, count, until)
      select value ->> 'key', 1, ${now} + (value ->> 'step') from json_each(${paces}) where ${isQueued}
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
