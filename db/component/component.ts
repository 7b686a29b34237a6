import { and, asc, desc, eq, inArray, isNotNull, isNull, type SQL } from 'drizzle-orm';
import type { ComponentStatus } from '../../api/domain/component/status.ts';
import type { StatusCause } from '../../api/domain/component/status-cause.ts';
import type { Db } from '../engine/client.ts';
import { prepared } from '../engine/prepared.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { component, componentInterval } from '../schema/index.ts';

export type Component = typeof component.$inferSelect;

/** Components and groups that are not archived, by position within their parent. */
export const componentsOnPage = (db: Db, pageId: string | SQL) =>
  db
    .select()
    .from(component)
    .where(and(eq(component.pageId, pageId), isNull(component.archivedAt)))
    .orderBy(asc(component.position), asc(component.createdAt), asc(component.id));

/** The same, of a page whose id is known. */
export const listComponents = prepared((db, pageId: string) => componentsOnPage(db, pageId));

/** Archived components and groups, the last archived first. */
export const listArchived = (db: Db, pageId: string): Promise<Component[]> =>
  db
    .select()
    .from(component)
    .where(and(eq(component.pageId, pageId), isNotNull(component.archivedAt)))
    .orderBy(desc(component.archivedAt), asc(component.name));

export async function findComponent(db: Db, pageId: string, id: string): Promise<Component | null> {
  const [row] = await db
    .select()
    .from(component)
    .where(and(eq(component.id, id), eq(component.pageId, pageId), isNull(component.archivedAt)));
  return row ?? null;
}

/** Includes archived ones, since updates refer to them. */
export const componentsByIds = (db: Db, ids: string[]) =>
  db
    .select()
    .from(component)
    .where(inArray(component.id, ids))
    .orderBy(asc(component.position), asc(component.id));

export const insertComponent = (db: Db, row: typeof component.$inferInsert): Statement =>
  db.insert(component).values(row);

/** Fails the whole batch unless the component is still at revision `expected`. */
export const updateComponent = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Component>,
): Statement =>
  db
    .update(component)
    .set({ ...changes, revision: nextRevision(component.revision, expected) })
    .where(eq(component.id, id));

export const setComponentPlace = (
  db: Db,
  id: string,
  place: { position: number; groupId: string | null },
): Statement => db.update(component).set(place).where(eq(component.id, id));

type StatusSet = {
  intervalId: string;
  pageId: string;
  componentId: string;
  status: ComponentStatus;
  at: number;
  updateId: string | null;
  cause: StatusCause;
};

/** Rows of a status change: the component, the end of one interval and the start of the next. */
export function changeStatus(db: Db, change: StatusSet): Statement[] {
  return [
    setStatus(db, change),
    db
      .update(componentInterval)
      .set({ toAt: change.at })
      .where(
        and(eq(componentInterval.componentId, change.componentId), isNull(componentInterval.toAt)),
      ),
    openInterval(db, change),
  ];
}

/** The status alone; the caller writes the intervals. */
export const setStatus = (
  db: Db,
  to: Pick<StatusSet, 'componentId' | 'status' | 'at'>,
): Statement =>
  db
    .update(component)
    .set({ status: to.status, updatedAt: to.at })
    .where(eq(component.id, to.componentId));

export const openInterval = (db: Db, start: StatusSet): Statement =>
  db.insert(componentInterval).values({
    id: start.intervalId,
    pageId: start.pageId,
    componentId: start.componentId,
    status: start.status,
    fromAt: start.at,
    updateId: start.updateId,
    cause: start.cause,
  });
