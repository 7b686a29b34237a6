import { and, desc, eq, gt, inArray, isNotNull, ne, type SQL, sql } from 'drizzle-orm';
import { DAY } from '../../../api/domain/time/time.ts';
import type { Db } from '../../engine/client.ts';
import { deliveryAttempt, EMAIL, member, page, subscriber, user } from '../../schema/index.ts';

/** A mail is remembered for two days: who was quarantined longer ago is not mailed about. */
const NEWS = DAY;

const contactMailId = sql`('quarantine.' || subscriber.id || '.' || subscriber.quarantined_at)`;
const isNotMailed = (mailId: SQL): SQL =>
  sql`not exists (select 1 from letter where id = ${mailId})`;
const isNews = (now: number) =>
  and(
    isNotNull(subscriber.quarantinedAt),
    gt(subscriber.quarantinedAt, now - NEWS),
    ne(subscriber.channel, EMAIL),
  );

const contactsToTell = (now: number) =>
  and(
    isNews(now),
    eq(subscriber.state, 'active'),
    isNotNull(subscriber.contactEmail),
    isNotMailed(contactMailId),
  );

/** The day (UTC) before `now`, as its number and its start and end, ms. */
function dayBefore(now: number) {
  const until = Math.floor(now / DAY) * DAY;
  return { until, from: until - DAY, name: new Date(until - DAY).toISOString().slice(0, 10) };
}

const summaryMailId = (now: number): SQL =>
  sql`('quarantines.' || page.id || '.' || ${dayBefore(now).name} || '.' || user.id)`;

/** Pages with destinations that were quarantined on the day before, and their owners who don’t know yet. */
const ownersToTell = (now: number): SQL => {
  const { from, until } = dayBefore(now);
  return sql`from page join member on member.page_id = page.id and member.role = 'owner'
      join user on user.id = member.user_id
    where exists (select 1 from subscriber s where s.page_id = page.id and s.quarantined_at is not null
        and s.quarantined_at >= ${from} and s.quarantined_at < ${until} and s.channel <> ${EMAIL} and s.state = 'active')
      and ${isNotMailed(summaryMailId(now))}`;
};

/** Whether there is anybody to tell of a quarantine. */
export const quarantineNews = (
  now: number,
): SQL => sql`(exists (select 1 from subscriber where ${contactsToTell(now)})
  or exists (select 1 ${ownersToTell(now)}))`;

const pageColumns = {
  pageId: page.id,
  baseUrl: page.baseUrl,
  pageLocale: page.locale,
  page: { name: page.name, logo: page.logo, accent: page.accent },
};

export type QuarantinedContact = Awaited<ReturnType<typeof quarantinedContacts>>[number];

/** Destinations whose contact is to be told, with what was last answered. */
export async function quarantinedContacts(db: Db, now: number, limit: number) {
  const rows = await db
    .select({ mailId: sql<string>`${contactMailId}`, ...pageColumns, who: subscriber })
    .from(subscriber)
    .innerJoin(page, eq(page.id, subscriber.pageId))
    .where(contactsToTell(now))
    .limit(limit);
  const ids = rows.map(({ who }) => who.id);
  const answers = await db
    .select({
      subscriberId: deliveryAttempt.subscriberId,
      status: deliveryAttempt.status,
      excerpt: deliveryAttempt.excerpt,
    })
    .from(deliveryAttempt)
    .where(and(inArray(deliveryAttempt.subscriberId, ids), ne(deliveryAttempt.outcome, 'sent')))
    .orderBy(desc(deliveryAttempt.at));
  return rows.map((row) => ({
    ...row,
    answer: answers.find(({ subscriberId }) => subscriberId === row.who.id) ?? null,
  }));
}

/** One row for each owner to tell; `n` counts the destinations of the day before. */
export function quarantineSummaries(db: Db, now: number) {
  const { from, until } = dayBefore(now);
  const n = sql<number>`(select count(*) from subscriber s where s.page_id = page.id and s.quarantined_at is not null
    and s.quarantined_at >= ${from} and s.quarantined_at < ${until} and s.channel <> ${EMAIL} and s.state = 'active')`;
  return db
    .select({ mailId: sql<string>`${summaryMailId(now)}`, to: user.email, n, ...pageColumns })
    .from(page)
    .innerJoin(member, and(eq(member.pageId, page.id), eq(member.role, 'owner')))
    .innerJoin(user, eq(user.id, member.userId))
    .where(and(sql`${n} > 0`, isNotMailed(summaryMailId(now))));
}
