import { pauseReason } from '../../../db/channel/send-pause.ts';
import { write } from '../../../db/engine/write.ts';
import {
  afterLevel,
  type MissedObligation,
  mailOfLevel,
  missedObligations,
  takeLevel,
} from '../../../db/room/obligation.ts';
import { acknowledgeMail } from '../../../templates/email/acknowledge.ts';
import { addressOf } from '../../domain/page/address.ts';
import { dueEscalations } from '../../domain/room/acknowledge.ts';
import type { Publisher } from '../commit.ts';

type Escalating = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'> & {
  config: { baseUrl: string };
};

/**
 * Notifies the next level of each incident that nobody acknowledged in time. Each level is notified
 * once, however many ticks were missed; a person of several levels at once gets one mail.
 */
export async function escalateObligations(deps: Escalating): Promise<void> {
  const now = deps.clock();
  const missed = await missedObligations(deps.db, now);
  if (missed.length === 0 || (await pauseReason(deps.db)) !== null) return;
  for (const one of missed) await escalateOne(deps, one, now);
  deps.wake();
}

async function escalateOne(deps: Escalating, missed: MissedObligation, now: number) {
  const { pageId, page, zone, incidentId, openedAt, members } = missed;
  const { steps, nextDueAt } = dueEscalations(missed, missed, now);
  const url = addressOf(missed, deps.config.baseUrl);
  const mail = await acknowledgeMail({
    page: { ...page, url },
    zone,
    now,
    openedAt,
    incident: {
      name: missed.name,
      severity: missed.severity,
      link: `${url}/admin/incidents/${incidentId}`,
    },
  });
  const taken = steps.map((step) => ({ ...step, id: deps.newId(), obligationId: missed.id }));
  const lastStepOf = new Map(taken.flatMap(({ id, people }) => people.map((who) => [who, id])));
  const mails = [...lastStepOf].flatMap(([who, step]) => {
    const to = members.find(({ id }) => id === who)?.email;
    return to ? [mailOfLevel(step, { id: deps.newId(), pageId, to, ...mail }, now)] : [];
  });
  const last = taken.at(-1);
  await write(deps.db, [
    ...taken.map((step) => takeLevel(step, now)),
    ...mails,
    ...(last ? [afterLevel(last, nextDueAt)] : []),
  ]);
}
