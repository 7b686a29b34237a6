import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { type MailText, member, monthlySummary, page, user } from '../schema/index.ts';

type SummaryKey = { pageId: string; userId: string };

const isOf = ({ pageId, userId }: SummaryKey) =>
  and(eq(monthlySummary.pageId, pageId), eq(monthlySummary.userId, userId));

export async function isSubscribedToSummary(db: Db, of: SummaryKey): Promise<boolean> {
  const rows = await db
    .select({ userId: monthlySummary.userId })
    .from(monthlySummary)
    .where(isOf(of));
  return rows.length > 0;
}

export const subscribeToSummary = (db: Db, row: typeof monthlySummary.$inferInsert): Statement =>
  db.insert(monthlySummary).values(row).onConflictDoNothing();

export const unsubscribeFromSummary = (db: Db, of: SummaryKey): Statement =>
  db.delete(monthlySummary).where(isOf(of));

export type SummaryReader = Awaited<ReturnType<typeof summaryReaders>>[number];

/** Members who turned it on. */
export const summaryReaders = (db: Db) =>
  db
    .select({
      pageId: monthlySummary.pageId,
      userId: monthlySummary.userId,
      lastMonth: monthlySummary.lastMonth,
      email: user.email,
      page: { name: page.name, logo: page.logo, accent: page.accent },
      baseUrl: page.baseUrl,
      timeZone: page.timeZone,
      severityScale: page.severityScale,
      workingHours: page.workingHours,
    })
    .from(monthlySummary)
    .innerJoin(
      member,
      and(eq(member.userId, monthlySummary.userId), eq(member.pageId, monthlySummary.pageId)),
    )
    .innerJoin(user, eq(user.id, member.userId))
    .innerJoin(page, eq(page.id, monthlySummary.pageId));

/** The mail and its record in one batch, so that each month is mailed once. */
export const summaryStatements = (
  { pageId, userId, month }: SummaryKey & { month: string },
  mail: { id: string; to: string } & MailText,
  now: number,
): Statement[] => {
  const isDue = sql`page_id = ${pageId} and user_id = ${userId} and last_month < ${month}`;
  return [
    plain(sql`insert into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
      select ${mail.id}, ${pageId}, 'monthly_summary', ${mail.to}, ${mail.senderName}, ${mail.subject},
        ${mail.html}, ${mail.text}, 'ready', ${dbNow}, ${now}
      from monthly_summary where ${isDue}`),
    plain(sql`update monthly_summary set last_month = ${month} where ${isDue}`),
  ];
};
