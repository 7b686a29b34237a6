import { and, asc, desc, eq, isNotNull, isNull, not, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../api/domain/response/role.ts';
import type { Db } from '../engine/client.ts';
import { prepared } from '../engine/prepared.ts';
import { nextRevision, type Statement, write } from '../engine/write.ts';
import { audit, install, page } from '../schema/index.ts';

export type Page = typeof page.$inferSelect;

/** The installation's page, which answers at every address that is no other page's: the oldest one. */
export const installationPage: SQL = sql`(select ${page.id} from ${page} order by ${page.createdAt}, ${page.id} limit 1)`;

const installationPageQuery = prepared((db) =>
  db.select().from(page).orderBy(asc(page.createdAt), asc(page.id)).limit(1),
);

/** One page; with null the installation's, which does not exist before set-up, seed or import. */
export const sitePageQuery = (db: Db, pageId: string | null) =>
  pageId === null ? installationPageQuery(db) : pageQuery(db, pageId);

export async function findSitePage(db: Db, pageId: string | null): Promise<Page | null> {
  const [row] = await sitePageQuery(db, pageId);
  return row ?? null;
}

/** All pages, the installation's first. */
export const listPages = (db: Db): Promise<Page[]> =>
  db.select().from(page).orderBy(asc(page.createdAt), asc(page.id));

/** Pages with an address of their own. */
export async function listAddresses(db: Db): Promise<{ pageId: string; baseUrl: string }[]> {
  const rows = await db
    .select({ pageId: page.id, baseUrl: page.baseUrl })
    .from(page)
    .where(isNotNull(page.baseUrl));
  return rows.flatMap(({ pageId, baseUrl }) => (baseUrl === null ? [] : [{ pageId, baseUrl }]));
}

export async function findPage(db: Db, id: string): Promise<Page | null> {
  const [row] = await pageQuery(db, id);
  return row ?? null;
}

export const pageQuery = prepared((db, id: string) =>
  db.select().from(page).where(eq(page.id, id)),
);

export const insertPage = (db: Db, row: typeof page.$inferInsert): Statement =>
  db.insert(page).values(row);

export const updatePage = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Page>,
): Statement =>
  db
    .update(page)
    .set({ ...changes, revision: nextRevision(page.revision, expected) })
    .where(eq(page.id, id));

/** Not visible to readers, and no edit of the settings: version and revision stay. */
export const storeChecklist = (db: Db, id: string, checklist: Page['checklist']): Statement =>
  db.update(page).set({ checklist }).where(eq(page.id, id));

/** Keeps the first origin of each page: its own address, or the installation's. */
export async function storeIdOrigins(db: Db, installation: string): Promise<void> {
  const origin = sql`coalesce(${page.baseUrl}, ${installation})`;
  await write(db, [db.update(page).set({ idOrigin: origin }).where(isNull(page.idOrigin))]);
}

/** Part of every batch that changes what readers see. */
export const bumpVersion = (db: Db, pageId: string, now: number, unless?: SQL): Statement =>
  db
    .update(page)
    .set({ version: sql`${page.version} + 1`, updatedAt: now })
    .where(and(eq(page.id, pageId), unless && not(unless)));

/** Whether this incident, or the incident of this update, is a drill. */
export const isDrill = (subjectId: string): SQL =>
  sql`exists (select 1 from incident i where i.drill = 1 and (i.id = ${subjectId}
    or i.id = (select u.incident_id from incident_update u where u.id = ${subjectId})))`;

/** `before` and `after` are rows; never a secret. */
export type AuditEntry = {
  id: string;
  pageId: string;
  at: number;
  actor: Actor;
  action: string;
  subject: string;
  subjectId: string;
  before?: unknown;
  after?: unknown;
};

/** Part of every batch. */
export const insertAudit = (db: Db, entry: AuditEntry): Statement =>
  db.insert(audit).values({
    ...entry,
    actor: `${entry.actor.kind}:${entry.actor.id} ${entry.actor.name}`,
    before: audited(entry, entry.before),
    after: audited(entry, entry.after),
  });

const isRestricted = (incidentId: SQL): SQL =>
  sql`exists (select 1 from incident where id = ${incidentId} and audience = 'restricted')`;

/** Whether the incident to which the texts of a subject belong is restricted; null for other subjects. */
const restrictionOf = ({ subject, subjectId }: AuditEntry): SQL | null => {
  if (subject === 'incident' || subject === 'room') return isRestricted(sql`${subjectId}`);
  if (subject === 'incident_update')
    return isRestricted(sql`(select incident_id from incident_update where id = ${subjectId})`);
  if (subject === 'runbook_run')
    return isRestricted(sql`(select incident_id from runbook_run where id = ${subjectId})`);
  // A draft can be of an incident that is opened as restricted.
  if (subject === 'draft')
    return sql`exists (select 1 from draft d where d.id = ${subjectId}
      and coalesce((select audience from incident where id = coalesce(d.incident_id, d.published_as)),
        d."values" ->> 'visibility') = 'restricted')`;
  return null;
};

/**
 * What an entry says. Of a restricted incident it keeps the severity and who may read it, and no
 * text: every owner reads the audit log.
 */
function audited(entry: AuditEntry, facts: unknown) {
  const restriction = restrictionOf(entry);
  if (facts === undefined || facts === null) return null;
  if (restriction === null || typeof facts !== 'object') return facts;
  const redacted = Object.fromEntries(
    Object.entries(facts).filter(([name]) => RESTRICTED_FACTS.has(name)),
  );
  return sql`case when ${restriction}
    then ${JSON.stringify(redacted)} else ${JSON.stringify(facts)} end`;
}

const RESTRICTED_FACTS = new Set(['severity', 'state', 'kind', 'audience', 'people']);

/** Corrections of an update, newest first: the previous text, who changed it and when. */
export async function findCorrections(db: Db, pageId: string, updateId: string) {
  const rows = await db
    .select({ at: audit.at, actor: audit.actor, before: audit.before })
    .from(audit)
    .where(
      and(
        eq(audit.pageId, pageId),
        eq(audit.action, 'correct'),
        eq(audit.subject, 'incident_update'),
        eq(audit.subjectId, updateId),
      ),
    )
    .orderBy(desc(audit.at), desc(audit.id));
  return rows.map(({ at, actor, before }) => ({
    at,
    by: actor.replace(/^\S+ /, ''),
    body: (before as { body?: string }).body ?? '', // correctPastUpdate writes it; of a restricted incident there is none
  }));
}

export async function installValue(db: Db, key: string): Promise<string | null> {
  const [row] = await db.select().from(install).where(eq(install.key, key));
  return row?.value ?? null;
}

export const setInstallValue = (db: Db, key: string, value: string): Statement =>
  db.insert(install).values({ key, value }).onConflictDoUpdate({
    target: install.key,
    set: { value },
  });

/** Fails the whole batch, by a NOT NULL constraint, unless the value is still `expected`. */
export const consumeInstallValue = (db: Db, key: string, expected: string): Statement =>
  db
    .update(install)
    .set({ value: sql`case when ${install.value} = ${expected} then '' end` })
    .where(eq(install.key, key));

export const clearInstallValue = (db: Db, key: string): Statement =>
  db.delete(install).where(eq(install.key, key));
