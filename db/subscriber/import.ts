import { and, asc, eq, sql } from 'drizzle-orm';
import type { ImportedRow } from '../../api/domain/subscriber/import-plan.ts';
import { chunksOf } from '../engine/bulk.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement, write } from '../engine/write.ts';
import {
  type MailText,
  subscriber,
  subscriberImport,
  subscriberImportPart,
  suppression,
} from '../schema/index.ts';

export type SubscriberImport = typeof subscriberImport.$inferSelect;

/** Rows that one batch writes. */
const PART = 500;

/** The checked file, in parts. Nobody is subscribed yet. */
export const insertImport = (
  db: Db,
  row: typeof subscriberImport.$inferInsert,
  rows: readonly ImportedRow[],
): Statement[] => [
  db.insert(subscriberImport).values(row),
  ...chunksOf([...rows], PART).map((some, part) =>
    db.insert(subscriberImportPart).values({ importId: row.id, part, rows: some }),
  ),
];

export async function findImport(
  db: Db,
  pageId: string,
  id: string,
): Promise<SubscriberImport | null> {
  const [row] = await db
    .select()
    .from(subscriberImport)
    .where(and(eq(subscriberImport.pageId, pageId), eq(subscriberImport.id, id)));
  return row ?? null;
}

export const startImport = (db: Db, id: string): Statement =>
  db
    .update(subscriberImport)
    .set({ state: 'running' })
    .where(and(eq(subscriberImport.id, id), eq(subscriberImport.state, 'checked')));

export const dropImport = (db: Db, pageId: string, id: string): Statement =>
  db
    .delete(subscriberImport)
    .where(
      and(
        eq(subscriberImport.pageId, pageId),
        eq(subscriberImport.id, id),
        eq(subscriberImport.state, 'checked'),
      ),
    );

/** Running imports that nobody is writing at the moment. */
export const importsToRun = (db: Db, now: number): Promise<SubscriberImport[]> =>
  db
    .select()
    .from(subscriberImport)
    .where(sql`${subscriberImport.state} = 'running' and ${subscriberImport.leasedUntil} < ${now}`);

/** False when somebody else writes it. */
export async function leaseImport(
  db: Db,
  id: string,
  now: number,
  until: number,
): Promise<boolean> {
  const [row] = await db
    .update(subscriberImport)
    .set({ leasedUntil: until })
    .where(sql`${subscriberImport.id} = ${id} and ${subscriberImport.state} = 'running'
      and ${subscriberImport.leasedUntil} < ${now}`)
    .returning({ id: subscriberImport.id });
  return row !== undefined;
}

export async function nextPart(db: Db, importId: string) {
  const [row] = await db
    .select()
    .from(subscriberImportPart)
    .where(eq(subscriberImportPart.importId, importId))
    .orderBy(asc(subscriberImportPart.part))
    .limit(1);
  return row ?? null;
}

/** One parameter, however many there are. */
const listed = (values: readonly string[]) =>
  sql`(select value from json_each(${JSON.stringify(values)}))`;

/** Of these addresses: those that the page has, by state, and those that must not be written to. */
export async function knownAddresses(
  db: Db,
  pageId: string,
  people: readonly { email: string; hashes: readonly string[] }[],
) {
  const emails = people.map(({ email }) => email);
  const hashes = people.flatMap((one) => one.hashes);
  const [rows, blocked] = await Promise.all([
    db
      .select({ email: subscriber.email, state: subscriber.state })
      .from(subscriber)
      .where(and(eq(subscriber.pageId, pageId), sql`${subscriber.email} in ${listed(emails)}`)),
    db
      .select({ hash: suppression.addressHash })
      .from(suppression)
      .where(
        sql`${suppression.addressHash} in ${listed(hashes)} and (${suppression.pageId} is null or ${suppression.pageId} = ${pageId})`,
      ),
  ]);
  const isBlocked = new Set(blocked.map(({ hash }) => hash));
  return {
    states: new Map(rows.map(({ email, state }) => [email, state])),
    blocked: new Set(
      people.flatMap(({ email, hashes: own }) =>
        own.some((hash) => isBlocked.has(hash)) ? [email] : [],
      ),
    ),
  };
}

type NewImported = {
  row: typeof subscriber.$inferInsert;
  componentIds: string[];
  /** The confirmation email; null for somebody who confirmed elsewhere. */
  mail: (MailText & { id: string }) | null;
};

/** One part, once: repeated, nobody is subscribed or mailed twice. */
export async function writePart(
  db: Db,
  of: { importId: string; part: number; pageId: string; size: number; leasedUntil: number },
  people: readonly NewImported[],
  mails: { afterMs: number; everyMs: number; now: number },
): Promise<void> {
  const directMails = people.flatMap(({ row, mail }) => (mail ? [{ ...mail, to: row.email }] : []));
  const follows = people.flatMap(({ row, componentIds }) =>
    componentIds.map((componentId) => ({ email: row.email, componentId })),
  );
  await write(db, [
    ...chunksOf([...people], 200).map((some) =>
      db
        .insert(subscriber)
        .values(some.map(({ row }) => row))
        .onConflictDoNothing(),
    ),
    plain(sql`insert or ignore into subscription (subscriber_id, component_id, target)
      select s.id, c.id, case when c."group" = 1 then 'group' else 'component' end
      from json_each(${JSON.stringify(follows)}) f
      join subscriber s on s.page_id = ${of.pageId} and s.email = f.value ->> 'email' and s.source = 'import'
      join component c on c.id = f.value ->> 'componentId'`),
    plain(sql`insert or ignore into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
      select l.value ->> 'id', ${of.pageId}, 'confirm', l.value ->> 'to', l.value ->> 'senderName',
        l.value ->> 'subject', l.value ->> 'html', l.value ->> 'text', 'ready',
        ${dbNow} + ${mails.afterMs} + l.key * ${mails.everyMs}, ${mails.now}
      from json_each(${JSON.stringify(directMails)}) l`),
    plain(sql`update subscriber_import set leased_until = ${of.leasedUntil},
        done = done + case when exists (select 1 from subscriber_import_part p
          where p.import_id = ${of.importId} and p.part = ${of.part}) then ${of.size} else 0 end
      where id = ${of.importId}`),
    db
      .delete(subscriberImportPart)
      .where(
        and(eq(subscriberImportPart.importId, of.importId), eq(subscriberImportPart.part, of.part)),
      ),
  ]);
}

export const finishImport = (db: Db, id: string, now: number): Statement =>
  db
    .update(subscriberImport)
    .set({ state: 'done', finishedAt: now, leasedUntil: 0 })
    .where(eq(subscriberImport.id, id));
