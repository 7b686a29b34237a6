import { pauseReason } from '../../../db/channel/send-pause.ts';
import { write } from '../../../db/engine/write.ts';
import {
  mailOfStep,
  type OpenPromise,
  openPromises,
  takeStep,
} from '../../../db/maintenance/reminder.ts';
import { reminderMail } from '../../../templates/email/reminder.ts';
import { addressOf } from '../../domain/page/address.ts';
import {
  dueSteps,
  EARLIEST,
  peopleOf,
  standardEscalation,
} from '../../domain/response/escalation.ts';
import { MINUTE } from '../../domain/time/time.ts';
import type { Publisher } from '../commit.ts';

type Reminding = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'> & {
  config: { baseUrl: string };
};

/**
 * Reminds the team of promised updates. Takes each step of the page's escalation once, in order,
 * however many ticks were missed. A person named by several steps at once gets one mail.
 */
export async function remindOfPromises(deps: Reminding): Promise<void> {
  const now = deps.clock();
  const promises = await openPromises(deps.db, now + EARLIEST * MINUTE);
  const due = promises.filter((promise) => stepsOf(promise, now).length > 0);
  if (due.length === 0 || (await pauseReason(deps.db)) !== null) return;
  for (const promise of due) await escalate(deps, promise, now);
  deps.wake();
}

const stepsOf = (promise: OpenPromise, now: number) =>
  dueSteps(promise.escalation ?? standardEscalation, promise, now);

async function escalate(deps: Reminding, promise: OpenPromise, now: number): Promise<void> {
  const { pageId, page, zone, incidentId, due } = promise;
  const url = addressOf(promise, deps.config.baseUrl);
  const steps = stepsOf(promise, now).map(({ after, people }) => ({
    id: deps.newId(),
    pageId,
    incidentId,
    due,
    after,
    people: peopleOf({ after, people }, promise),
    createdAt: now,
  }));
  const mail = await reminderMail({
    page: { ...page, url },
    zone,
    due,
    now,
    incident: {
      name: promise.name,
      link: `${url}/admin/incidents/${incidentId}?new`,
    },
  });
  const lastStepOf = new Map(steps.flatMap(({ id, people }) => people.map((who) => [who, id])));
  const mails = [...lastStepOf].flatMap(([who, step]) => {
    const to = promise.members.find(({ id }) => id === who)?.email;
    return to ? [mailOfStep(step, { id: deps.newId(), pageId, to, ...mail }, now)] : [];
  });
  await write(deps.db, [...steps.map((step) => takeStep(step)), ...mails]);
}
