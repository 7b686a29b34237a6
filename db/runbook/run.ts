import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { mayRead } from '../incident/reader.ts';
import {
  component,
  incident,
  incidentComponent,
  runbook,
  runbookRun,
  runbookStep,
} from '../schema/index.ts';

export type RunbookRun = typeof runbookRun.$inferSelect;
export type RunbookStepDone = typeof runbookStep.$inferSelect;

export const insertRun = (db: Db, row: typeof runbookRun.$inferInsert): Statement =>
  db.insert(runbookRun).values(row);

/** Only a run that has not ended: whoever ends it first decides. */
export const endRun = (
  id: string,
  { outcome, note, endedBy, endedAt }: Pick<RunbookRun, 'outcome' | 'note' | 'endedBy' | 'endedAt'>,
): Statement =>
  plain(sql`update runbook_run set outcome = ${outcome}, note = ${note}, ended_by = ${endedBy},
    ended_at = ${endedAt} where id = ${id} and ended_at is null`);

/** A run in a restricted incident is for the people whom the incident names. */
const isReadable = (personId: string | null) =>
  sql`(${runbookRun.incidentId} is null or exists (select 1 from ${incident}
    where ${incident.id} = ${runbookRun.incidentId} and ${mayRead(personId)}))`;

export async function findRun(
  db: Db,
  { pageId, personId }: { pageId: string; personId: string | null },
  id: string,
): Promise<RunbookRun | null> {
  const [row] = await db
    .select()
    .from(runbookRun)
    .where(and(eq(runbookRun.id, id), eq(runbookRun.pageId, pageId), isReadable(personId)));
  return row ?? null;
}

/** The first one who ticks a step stays its author. */
export const insertStep = (db: Db, row: typeof runbookStep.$inferInsert): Statement =>
  db.insert(runbookStep).values(row).onConflictDoNothing();

export const deleteStep = (db: Db, runId: string, step: number): Statement =>
  db.delete(runbookStep).where(and(eq(runbookStep.runId, runId), eq(runbookStep.step, step)));

export const listSteps = (db: Db, runId: string): Promise<RunbookStepDone[]> =>
  db.select().from(runbookStep).where(eq(runbookStep.runId, runId)).orderBy(asc(runbookStep.step));

const done = sql<number>`(select count(*) from ${runbookStep} where ${runbookStep.runId} = ${runbookRun.id})`;

/** Runs of one runbook, newest first, with how many steps were done. */
export const listRuns = (
  db: Db,
  { runbookId, personId }: { runbookId: string; personId: string | null },
  { skip, most }: { skip: number; most: number },
) =>
  db
    .select({ run: runbookRun, done })
    .from(runbookRun)
    .where(and(eq(runbookRun.runbookId, runbookId), isReadable(personId)))
    .orderBy(desc(runbookRun.startedAt), desc(runbookRun.id))
    .limit(most)
    .offset(skip);

/** Runs in an incident, newest first. */
export const listIncidentRuns = (db: Db, incidentId: string) =>
  db
    .select({ run: runbookRun, title: runbook.title, done })
    .from(runbookRun)
    .innerJoin(runbook, eq(runbook.id, runbookRun.runbookId))
    .where(eq(runbookRun.incidentId, incidentId))
    .orderBy(desc(runbookRun.startedAt), desc(runbookRun.id));

/** How often each runbook of a page was run, and when last; runs that were not needed are left out. */
export const countRunsOf = (db: Db, pageId: string) =>
  db
    .select({
      runbookId: runbookRun.runbookId,
      runs: count(),
      lastAt: sql<number>`max(${runbookRun.startedAt})`,
    })
    .from(runbookRun)
    .where(and(eq(runbookRun.pageId, pageId), sql`${runbookRun.outcome} is not 'canceled'`))
    .groupBy(runbookRun.runbookId);

/** The components that an incident affects, archived ones included. */
export const affectedComponents = (db: Db, incidentId: string) =>
  db
    .select({ id: component.id, name: component.name, groupId: component.groupId })
    .from(component)
    .where(
      inArray(
        component.id,
        db
          .select({ id: incidentComponent.componentId })
          .from(incidentComponent)
          .where(eq(incidentComponent.incidentId, incidentId)),
      ),
    )
    .orderBy(asc(component.position), asc(component.id));
