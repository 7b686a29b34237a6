import type { Incident } from '../../../db/incident/timeline.ts';
import { openMaintenances } from '../../../db/maintenance/maintenance.ts';
import { Problem } from '../../core/problem.ts';
import { isReminderDue, MAX_LEAD, transitionsDue } from '../../domain/maintenance/automatic.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE } from '../../domain/time/time.ts';
import type { Publisher } from '../commit.ts';
import { remind } from './remind.ts';
import { planWindows } from './series.ts';
import { runTransitions } from './transitions.ts';

export const clockActor: Actor = {
  kind: 'system',
  id: 'clock',
  name: 'Automatically',
  role: 'owner',
};

/** Limit for one tick, since a run on Workers has a limited number of requests. The next tick continues. */
const MAX_STEPS = 5;

/**
 * Runs every step of maintenance that is due. Each step checks the revision it was decided on: of
 * several processes, one takes it.
 */
export async function runDueMaintenance(deps: Publisher): Promise<void> {
  const now = deps.clock();
  const failures: unknown[] = [];
  const attempt = async (step: Promise<void>) => {
    await step.catch((error) => {
      if (!(error instanceof Problem && error.code === 'conflict')) failures.push(error);
    });
  };
  const open = await openMaintenances(deps.db, now + MAX_LEAD * MINUTE);
  const due = open.flatMap((row) => stepFor(deps, row, now) ?? []);
  for (const step of shuffled(due).slice(0, MAX_STEPS)) await attempt(step());
  await attempt(planWindows(deps, clockActor));
  if (failures.length > 0) throw failures[0];
}

type Step = () => Promise<void>;

function stepFor(deps: Publisher, row: Incident, now: number): Step | null {
  if (transitionsDue(row, now).length > 0) return () => runTransitions(deps, clockActor, row);
  return isReminderDue(row, now) ? () => remind(deps, clockActor, row) : null;
}

/** In random order, so that steps which always fail cannot block the others. */
const shuffled = (steps: Step[]): Step[] =>
  steps
    .map((step) => ({ step, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ step }) => step);
