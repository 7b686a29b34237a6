import { findDrill, listDrillSteps, listDrills } from '../../../db/drill/drill.ts';
import type { Db } from '../../../db/engine/client.ts';
import { findFigureSettings } from '../../../db/figures/settings.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { listMembers } from '../../../db/team/account.ts';
import { shippedScenarios } from '../../../templates/drill/scenarios.ts';
import { drillScore } from '../../domain/drill/score.ts';
import { targetsOf } from '../../domain/figures/targets.ts';
import type { SeverityLevel } from '../../domain/response/severity.ts';
import { readResponse } from '../incident/room.ts';

export type DrillList = Awaited<ReturnType<typeof readDrills>>;

/** The drills of a page, and what a new one can be played from. */
export async function readDrills(db: Db, pageId: string) {
  const drills = await listDrills(db, pageId);
  return {
    drills: drills.map(({ drill, incident }) => ({
      ...{ id: incident.id, name: incident.name, scenario: drill.scenario, speed: drill.speed },
      ...{ startedAt: drill.startedAt, startedBy: drill.startedBy, stoppedBy: drill.stoppedBy },
      endedAt: incident.resolvedAt,
    })),
    scenarios: Object.entries(shippedScenarios).map(([key, { title, summary, steps }]) => ({
      ...{ key, title, summary, minutes: Math.max(...steps.map(({ at }) => at)) },
    })),
  };
}

export type ShownDrill = NonNullable<Awaited<ReturnType<typeof readDrill>>>;

/** One drill with its steps and its score; null where there is none. */
export async function readDrill(
  db: Db,
  page: { id: string; severityScale: SeverityLevel[] | null },
  id: string,
  { findings, now }: { findings: number; now: number },
) {
  const [found, record] = await Promise.all([
    findDrill(db, page.id, id),
    findIncident(db, page.id, id),
  ]);
  if (!found || !record) return null;
  const [steps, response, members, settings] = await Promise.all([
    listDrillSteps(db, id),
    readResponse(db, page, record),
    listMembers(db, page.id),
    findFigureSettings(db, page.id),
  ]);
  const { drill } = found;
  const { resolvedAt } = record;
  // Somebody ended it: the response resolved nothing.
  const milestones = response.milestones.filter(
    ({ at, automatic }) => !(drill.stoppedBy && automatic && at === resolvedAt),
  );
  return {
    drill,
    record,
    steps,
    people: drill.participants.map(
      (who) => members.find((one) => one.id === who)?.name ?? 'A former member',
    ),
    figures: drillScore({
      ...{ startedAt: drill.startedAt, endedAt: resolvedAt, milestones, findings, now },
      updates: record.updates,
      targets: targetsOf(settings?.targets),
    }),
  };
}
