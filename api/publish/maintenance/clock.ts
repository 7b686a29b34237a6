import { openMaintenances } from '../../../db/maintenance.ts';
import { findPage } from '../../../db/page.ts';
import { isReminderDue, LONGEST_LEAD, transitionsDue } from '../../domain/maintenance/automatic.ts';
import type { Actor } from '../../domain/role.ts';
import { MINUTE } from '../../domain/time.ts';
import { Problem } from '../../problem.ts';
import type { Publisher } from '../context.ts';
import { passOn } from './pass-on.ts';
import { remind } from './remind.ts';
import { planAhead } from './series.ts';

export const clockActor: Actor = {
  kind: 'system',
  id: 'clock',
  name: 'Automatically',
  role: 'owner',
};

/**
 * Does what the clock has brought due of all maintenances. Each step is guarded by the revision it
 * was decided on: of several processes one takes it, and the others find it taken.
 */
export async function keepSchedules(on: Publisher): Promise<void> {
  const now = on.clock();
  const failures: unknown[] = [];
  const attempt = async (step: Promise<void>) => {
    await step.catch((error) => {
      if (!(error instanceof Problem && error.code === 'conflict')) failures.push(error);
    });
  };
  for (const row of await openMaintenances(on.db, now + LONGEST_LEAD * MINUTE)) {
    if (transitionsDue(row, now).length > 0) await attempt(passOn(on, clockActor, row));
    else if (isReminderDue(row, now)) {
      const page = await findPage(on.db, row.pageId);
      if (page) await attempt(remind(on, clockActor, row, page.timeZone));
    }
  }
  await attempt(planAhead(on, clockActor));
  if (failures.length > 0) throw failures[0];
}
