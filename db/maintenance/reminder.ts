import { and, asc, eq, inArray, isNotNull, isNull, lte, notInArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { incident, type MailText, member, page, reminder, user } from '../schema/index.ts';

const isPromised = and(
  isNull(incident.resolvedAt),
  isNotNull(incident.nextUpdateBy),
  notInArray(incident.state, ['resolved', 'postmortem', 'completed']),
);

/** Open promises due by then, with the steps already taken and the people who can be reminded. */
export async function openPromises(db: Db, dueBy: number) {
  const due = and(isPromised, lte(incident.nextUpdateBy, dueBy));
  const [promises, taken, members] = await db.batch([
    db
      .select({
        pageId: incident.pageId,
        page: { name: page.name, logo: page.logo, accent: page.accent },
        baseUrl: page.baseUrl,
        zone: page.timeZone,
        escalation: page.escalation,
        incidentId: incident.id,
        name: incident.name,
        due: sql<number>`${incident.nextUpdateBy}`,
        leadId: incident.leadId,
        commanderId: incident.commanderId,
      })
      .from(incident)
      .innerJoin(page, eq(page.id, incident.pageId))
      .where(due),
    db
      .select({ incidentId: reminder.incidentId, due: reminder.due, after: reminder.after })
      .from(reminder)
      .innerJoin(incident, eq(incident.id, reminder.incidentId))
      .where(and(due, eq(reminder.due, incident.nextUpdateBy))),
    db
      .select({ pageId: member.pageId, id: user.id, email: user.email, role: member.role })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(inArray(member.pageId, db.select({ id: incident.pageId }).from(incident).where(due))),
  ]);
  return promises.map((promise) => ({
    ...promise,
    taken: taken.filter((one) => one.incidentId === promise.incidentId).map(({ after }) => after),
    members: members.filter(({ pageId }) => pageId === promise.pageId),
  }));
}

export type OpenPromise = Awaited<ReturnType<typeof openPromises>>[number];

/** Takes a step, unless the promise was kept or moved, or another process was faster. */
export const takeStep = (row: typeof reminder.$inferSelect): Statement =>
  plain(sql`insert into reminder (id, page_id, incident_id, due, after, people, created_at)
    select ${row.id}, ${row.pageId}, id, ${row.due}, ${row.after}, ${JSON.stringify(row.people)}, ${row.createdAt}
    from incident where id = ${row.incidentId} and next_update_by = ${row.due}
    on conflict do nothing`);

/** The mail of a step, only if this batch took the step. */
export const mailOfStep = (
  stepId: string,
  mail: { id: string; pageId: string; to: string } & MailText,
  now: number,
): Statement =>
  plain(sql`insert into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
    select ${mail.id}, ${mail.pageId}, 'reminder', ${mail.to}, ${mail.senderName}, ${mail.subject},
      ${mail.html}, ${mail.text}, 'ready', ${dbNow}, ${now}
    from reminder where id = ${stepId}`);

/** Promises a person was reminded of that are still open, the most urgent first. */
export const remindersOf = (db: Db, pageId: string, userId: string) =>
  db
    .selectDistinct({ id: incident.id, name: incident.name, due: reminder.due })
    .from(reminder)
    .innerJoin(incident, eq(incident.id, reminder.incidentId))
    .where(
      and(
        eq(reminder.pageId, pageId),
        isPromised,
        eq(reminder.due, incident.nextUpdateBy),
        sql`exists (select 1 from json_each(${reminder.people}) where value = ${userId})`,
      ),
    )
    .orderBy(asc(reminder.due));
export type Reminder = Awaited<ReturnType<typeof remindersOf>>[number];
