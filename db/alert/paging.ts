import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { obligation, obligationStep } from '../schema/index.ts';

type Ended = { at: number; by: string };

const ended = ({ at, by }: Ended) =>
  sql`update obligation set state = 'done', done_at = ${at}, done_by = ${by}
    where subject = 'alert_group' and kind = 'alert' and state <> 'done'`;

/** Somebody acknowledged the alerts of these groups, or they are over: nobody else is paged. */
export const endPaging = (groups: readonly string[], end: Ended): Statement =>
  plain(sql`${ended(end)} and subject_id in ${[...groups]}`);

/** The rule pages nobody any more. */
export const endPagingOfRule = (ruleId: string, end: Ended): Statement =>
  plain(
    sql`${ended(end)} and subject_id in (select id from alert_group where rule_id = ${ruleId})`,
  );

/** A person took over the incident of these alerts. */
export const endPagingOfIncident = (incidentId: string, end: Ended): Statement =>
  plain(
    sql`${ended(end)} and subject_id in (select id from alert_group where incident_id = ${incidentId})`,
  );

/** Who was paged about groups of alerts, by group, and who acknowledged it. */
export type Paging = {
  groupId: string;
  state: 'open' | 'done' | 'missed';
  doneAt: number | null;
  doneBy: string | null;
  /** Ids of the members of each step. */
  steps: { at: number; people: string[] }[];
};

export async function pagingOfGroups(
  db: Db,
  groups: readonly string[],
): Promise<ReadonlyMap<string, Paging>> {
  if (groups.length === 0) return new Map();
  const isWanted = and(
    eq(obligation.subject, 'alert_group'),
    inArray(obligation.subjectId, [...groups]),
    eq(obligation.kind, 'alert'),
  );
  const [rows, steps] = await db.batch([
    db
      .select({
        id: obligation.id,
        groupId: sql<string>`${obligation.subjectId}`,
        state: obligation.state,
        doneAt: obligation.doneAt,
        doneBy: obligation.doneBy,
      })
      .from(obligation)
      .where(isWanted),
    db
      .select({
        id: obligationStep.obligationId,
        at: obligationStep.createdAt,
        people: obligationStep.people,
      })
      .from(obligationStep)
      .innerJoin(obligation, eq(obligation.id, obligationStep.obligationId))
      .where(isWanted)
      .orderBy(asc(obligationStep.createdAt), asc(obligationStep.level)),
  ]);
  return new Map(
    rows.map(({ id, ...row }) => [
      row.groupId,
      {
        ...row,
        steps: steps
          .filter((step) => step.id === id && step.people.length > 0)
          .map(({ at, people }) => ({ at, people })),
      },
    ]),
  );
}
