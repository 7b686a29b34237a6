import {
  type DrillStepRow,
  dueDrillSteps,
  insertDrillStepMail,
  insertStepEvent,
  markStepPlayed,
} from '../../../db/drill/drill.ts';
import { write } from '../../../db/engine/write.ts';
import { listMembers } from '../../../db/team/account.ts';
import { drillStepMail } from '../../../templates/email/team/drill-step.ts';
import { type StepKind, stepTitle } from '../../domain/drill/scenario.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { EventKind } from '../../domain/room/event.ts';
import type { Publisher } from '../commit.ts';
import { DRILL_AUTHOR } from './start.ts';

export type DrillDeps = Pick<Publisher, 'db' | 'clock' | 'wake'> & { config: { baseUrl: string } };

/** Steps of so many drills are played in one tick; the next tick plays the others. */
const MAX = 200;

const eventKind: Record<StepKind, EventKind> = {
  alert: 'observation',
  customer_mail: 'communication',
  question: 'question',
};

/**
 * Plays every step that is due, each once: on the team's timeline, at the time it was due, and as a
 * mail to the people who take part. Nobody else gets one.
 */
export async function playDrills(deps: DrillDeps): Promise<void> {
  const now = deps.clock();
  const due = (await dueDrillSteps(deps.db, now)).slice(0, MAX);
  for (const { step, participants, incident, page, baseUrl } of due) {
    const url = addressOf({ baseUrl }, deps.config.baseUrl);
    const people = (await listMembers(deps.db, page.id)).filter(({ id }) =>
      participants.includes(id),
    );
    const mail = await drillStepMail({
      ...{ page: { ...page, url }, incident, step },
      link: `${url}/admin/incidents/${incident.id}`,
    });
    await write(deps.db, [
      markStepPlayed(step.id, now),
      insertStepEvent({
        ...{ id: `drill.${step.id}`, pageId: page.id, incidentId: incident.id },
        ...{ kind: eventKind[step.kind], text: eventText(step) },
        ...{ author: DRILL_AUTHOR, at: step.dueAt },
      }),
      ...people.map(({ id, email: to }) =>
        insertDrillStepMail({ id: `drill.${step.id}.${id}`, pageId: page.id, to, ...mail }, now),
      ),
    ]);
  }
  if (due.length > 0) deps.wake();
}

const eventText = (step: DrillStepRow): string => `${stepTitle(step)}: ${step.text}`;
