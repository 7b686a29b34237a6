import { pauseReason } from '../../../db/channel/send-pause.ts';
import { write } from '../../../db/engine/write.ts';
import { lapse } from '../../../db/obligation/acknowledge.ts';
import { type DueRow, dueObligations, readUnsettled } from '../../../db/obligation/due.ts';
import { nameSubjects, settlePromises } from '../../../db/obligation/promise.ts';
import { rolesComplete } from '../../../db/obligation/role.ts';
import {
  afterStep,
  mailOfStep,
  type NewStep,
  noteReminder,
  takeStep,
} from '../../../db/obligation/step.ts';
import { lapseOf } from '../../domain/obligation/acknowledge.ts';
import { rolesMissing } from '../../domain/obligation/roles.ts';
import { stepsOf } from '../../domain/obligation/steps.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import type { Publisher } from '../commit.ts';
import { obligationMail } from './mail.ts';

export type Escalating = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'> & {
  config: { baseUrl: string };
};

/**
 * Takes every step that is due, of every kind of obligation: each once, in order, however many
 * ticks were missed. A person of several steps of one obligation gets one mail.
 */
export async function escalateObligations(deps: Escalating): Promise<void> {
  const now = deps.clock();
  await settle(deps, now);
  const due = (await dueObligations(deps.db, now)).map((one) => ({
    ...one,
    ...stepsOf(one, one, now),
  }));
  const acting = due.filter(({ steps, nextDueAt }) => steps.length > 0 || nextDueAt === null);
  if (acting.length === 0 || (await pauseReason(deps.db)) !== null) return;
  for (const one of acting) await escalateOne(deps, one, now);
  deps.wake();
}

/** Obligations follow from the incidents, whoever wrote those; acknowledgments lapse. */
async function settle(deps: Escalating, now: number): Promise<void> {
  const { isUnsettled, acknowledged } = await readUnsettled(deps.db);
  const lapsed = acknowledged.flatMap((one) => {
    const activeAt = Math.max(one.doneAt, one.lastActivity ?? 0);
    const lapsedBy = lapseOf(severityScaleOf(one), { ...one, activeAt }, now);
    return lapsedBy ? [lapse({ ...one, activeAt }, lapsedBy)] : [];
  });
  const statements = [...(isUnsettled ? [nameSubjects(), ...settlePromises(now)] : []), ...lapsed];
  if (statements.length > 0) await write(deps.db, statements);
}

type Due = DueRow & ReturnType<typeof stepsOf>;

async function escalateOne(deps: Escalating, due: Due, now: number): Promise<void> {
  if (due.kind === 'role_missing' && rolesMissing(severityScaleOf(due), due).length === 0) {
    await write(deps.db, [rolesComplete(due.incidentId, now)]);
    return;
  }
  const mail = await obligationMail(due, deps.config.baseUrl, now);
  const { pageId, round, id: obligationId } = due;
  const taken: NewStep[] = due.steps.map((step) => ({
    ...{ ...step, id: deps.newId(), obligationId, round },
  }));
  const lastStepOf = new Map(taken.flatMap(({ id, people }) => people.map((who) => [who, id])));
  const mails = [...lastStepOf].flatMap(([who, step]) => {
    const to = due.members.find(({ id }) => id === who)?.email;
    return to ? [mailOfStep(step, { id: deps.newId(), pageId, to, ...mail }, now)] : [];
  });
  const last = taken.at(-1);
  await write(deps.db, [
    ...taken.flatMap((step) => [takeStep(step, now), noteReminder(step.id)]),
    ...mails,
    ...(last && due.nextDueAt !== undefined ? [afterStep(last, due.nextDueAt)] : []),
  ]);
}
