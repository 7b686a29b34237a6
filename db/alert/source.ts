import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import { type AlertSourceKind, CHECK_SOURCE } from '../../api/domain/alert/source.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { alertSource } from '../schema/index.ts';

/** A system that posts alerts; the page’s own checks are none. */
export type AlertSource = Omit<typeof alertSource.$inferSelect, 'kind'> & { kind: AlertSourceKind };

const posts = ne(alertSource.kind, 'check');
const posting = (rows: (typeof alertSource.$inferSelect)[]) => rows as AlertSource[]; // by `posts`

export const listAlertSources = async (db: Db, pageId: string): Promise<AlertSource[]> =>
  posting(
    await db
      .select()
      .from(alertSource)
      .where(and(eq(alertSource.pageId, pageId), posts))
      .orderBy(asc(alertSource.name), asc(alertSource.id)),
  );

export async function findAlertSource(
  db: Db,
  pageId: string,
  id: string,
): Promise<AlertSource | null> {
  const [row] = posting(
    await db
      .select()
      .from(alertSource)
      .where(and(eq(alertSource.pageId, pageId), eq(alertSource.id, id), posts)),
  );
  return row ?? null;
}

export async function alertSourceByToken(db: Db, tokenHash: string): Promise<AlertSource | null> {
  const isNamed = and(eq(alertSource.tokenHash, tokenHash), posts);
  const [row] = posting(await db.select().from(alertSource).where(isNamed));
  return row ?? null;
}

/** The source of alerts of the page’s checks. It has no address: nothing has this hash. */
export const ensureCheckSource = (
  { id, pageId, createdBy }: Pick<AlertSource, 'id' | 'pageId' | 'createdBy'>,
  now: number,
): Statement =>
  plain(sql`insert into alert_source (id, page_id, name, kind, token_hash, mapping, created_by, created_at)
    values (${id}, ${pageId}, ${CHECK_SOURCE}, 'check', ${`no address: ${id}`}, '{}', ${createdBy}, ${now})
    on conflict (page_id) where kind = 'check' do nothing`);

export const checkSources = (db: Db, pageIds: readonly string[]) =>
  db
    .select({ id: alertSource.id, pageId: alertSource.pageId })
    .from(alertSource)
    .where(and(inArray(alertSource.pageId, [...pageIds]), eq(alertSource.kind, 'check')));

export const insertAlertSource = (db: Db, row: typeof alertSource.$inferInsert): Statement =>
  db.insert(alertSource).values(row);

export const updateAlertSource = (
  db: Db,
  id: string,
  changes: Partial<
    Pick<AlertSource, 'name' | 'secret' | 'mapping' | 'tokenHash' | 'disabledAt' | 'lastSeenAt'>
  >,
): Statement => db.update(alertSource).set(changes).where(eq(alertSource.id, id));

/** With its alerts and deliveries. */
export const deleteAlertSource = (db: Db, id: string): Statement =>
  db.delete(alertSource).where(eq(alertSource.id, id));
