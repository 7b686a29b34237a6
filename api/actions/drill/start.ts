import { z } from 'zod';
import { insertDrill } from '../../../db/drill/drill.ts';
import { attachComponent, insertIncident } from '../../../db/incident/incident.ts';
import { requestAcknowledgement } from '../../../db/obligation/acknowledge.ts';
import { findPage } from '../../../db/page/page.ts';
import { listMembers } from '../../../db/team/account.ts';
import { readScenario } from '../../../templates/drill/read.ts';
import { shippedScenarios } from '../../../templates/drill/scenarios.ts';
import { refused } from '../../core/problem.ts';
import { drillName } from '../../domain/drill/name.ts';
import { type DrillScenario, MAX_SPEED, timesOfSteps } from '../../domain/drill/scenario.ts';
import { personIdOf } from '../../domain/incident/access.ts';
import { acknowledgeMinutes } from '../../domain/obligation/acknowledge.ts';
import { membersWith } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { severityLevelOf, severityScaleOf } from '../../domain/response/severity.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { openedIncident } from '../../domain/update/new-incident.ts';
import { componentsById } from '../incident/checks/possible.ts';
import { findReplay, type IdempotencyKey, withIdempotency } from '../incident/idempotency.ts';
import { NewIncident } from '../incident/input.ts';
import { roleObligations } from '../obligation/changed.ts';
import { commitRoom, type RoomChange } from '../room/commit.ts';

export const NewDrill = z
  .object({
    /** The key of a scenario of the product. */
    scenario: z.string().trim().default(''),
    /** A scenario of your own, as YAML. */
    yaml: z.string().default(''),
    speed: z.coerce
      .number('Choose a speed.')
      .int('Choose a whole number.')
      .min(1, 'The slowest speed is 1.')
      .max(MAX_SPEED, `The fastest speed is ${MAX_SPEED}.`)
      .default(1),
    /** Ids or email addresses of members; whoever starts it, where there are none. */
    participants: z.array(z.string()).default([]),
    componentIds: z.array(z.string()).default([]),
  })
  .refine(({ scenario, yaml }) => scenario || yaml.trim(), {
    path: ['scenario'],
    message: 'Choose a scenario.',
  });
export type NewDrill = z.infer<typeof NewDrill>;

/** What happens automatically in a drill. */
export const DRILL_AUTHOR = 'Drill';

/**
 * Starts a drill: an internal incident without an update, and steps that the tick plays. No version
 * of the page is raised, so that no reader's page changes. Returns the id of its incident.
 */
export async function startDrill(
  deps: RoomChange,
  actor: Actor,
  pageId: string,
  input: NewDrill,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return earlier;
  const scenario = scenarioOf(input);
  const page = await findPage(deps.db, pageId);
  const members = membersWith(await listMembers(deps.db, pageId), 'incident.respond');
  const participants = input.participants;
  const person = personIdOf(actor);
  const people =
    participants.length === 0
      ? members.filter(({ id }) => id === person)
      : participants.flatMap(
          (who) => members.find(({ id, email }) => id === who || email === who.toLowerCase()) ?? [],
        );
  if (people.length < participants.length)
    throw refused({ participants: 'Choose people who are on the team and can respond.' });
  const known = await componentsById(deps, pageId);
  if (input.componentIds.some((id) => !known.has(id)))
    throw refused({ components: 'Choose components of this page.' });
  const scale = severityScaleOf(page);
  const severity = severityLevelOf(scale, scenario.severity)?.key ?? null;
  const now = deps.clock();
  const id = deps.newId();
  const opened = openedIncident({
    input: NewIncident.parse({
      ...{ audience: 'internal', name: drillName(scenario.title), state: 'investigating' },
      ...{ severity, componentIds: input.componentIds },
    }),
    ...{ known, now, actor: { ...actor, kind: 'system' } },
  });
  const incident = { id, pageId, ...opened.row, drill: true };
  const within = acknowledgeMinutes(scale, severity);
  const steps = timesOfSteps(scenario, { startedAt: now, speed: input.speed });
  const row = {
    ...{ incidentId: id, pageId, scenario: scenario.title, summary: scenario.summary },
    ...{ debrief: scenario.debrief, goals: scenario.goals, speed: input.speed },
    participants: [...new Set(people.map((one) => one.id))],
    ...{ startedBy: actor.name, startedAt: now },
  };
  const about = { action: 'start drill', subject: 'room', subjectId: id, pageId, actor, at: now };
  const after = { name: incident.name, speed: input.speed };
  const stored = await withIdempotency(deps, pageId, idempotencyKey, id, (recordKey) =>
    commitRoom(deps, { ...about, after }, [
      ...recordKey,
      insertIncident(deps.db, incident),
      ...opened.componentIds.map((componentId) => attachComponent(deps.db, id, componentId)),
      ...insertDrill(
        deps.db,
        row,
        steps.map(({ from: sender, ...step }) => ({
          ...{ id: deps.newId(), incidentId: id, sender },
          ...step,
        })),
      ),
      ...(within === null
        ? []
        : [
            requestAcknowledgement({
              ...{ id: deps.newId(), pageId, incidentId: id, within },
              ...{ createdAt: now, dueAt: now + within * MINUTE },
            }),
          ]),
      ...roleObligations(deps, page, incident),
    ]),
  );
  return stored.id;
}

function scenarioOf({ scenario, yaml }: NewDrill): DrillScenario {
  if (yaml.trim()) {
    const read = readScenario(yaml);
    if ('fault' in read) throw refused({ yaml: read.fault });
    return read.scenario;
  }
  const shipped = Object.hasOwn(shippedScenarios, scenario) ? shippedScenarios[scenario] : null;
  if (!shipped)
    throw refused({ scenario: `Choose one of ${Object.keys(shippedScenarios).join(', ')}.` });
  return shipped;
}
