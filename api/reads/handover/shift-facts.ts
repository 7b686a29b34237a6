import type { Db } from '../../../db/engine/client.ts';
import { listIncidents, openWorks } from '../../../db/incident/incident.ts';
import { stateWords } from '../../domain/incident/incident.ts';

/** What the coming shift takes over. Restricted incidents are in it only for a person they name. */
export type ShiftFacts = Awaited<ReturnType<typeof readShiftFacts>>;

export async function readShiftFacts(
  db: Db,
  page: { id: string },
  { personId, until }: { personId: string | null; until: number; now: number },
) {
  const [open, works] = await Promise.all([
    listIncidents(db, page.id, { filter: 'unresolved', personId }),
    openWorks(db, page.id),
  ]);
  return {
    incidents: open.map(({ id, name, state, severity }) => ({
      id,
      text: [severity, stateWords[state], name].filter(Boolean).join(' · '),
    })),
    fixes: [] as { id: string; text: string }[],
    overdue: [] as { id: string; text: string }[],
    maintenance: works
      .filter(({ scheduledFor }) => scheduledFor !== null && scheduledFor < until)
      .map(({ id, name, scheduledFor, scheduledUntil }) => ({
        ...{ id, name, from: scheduledFor ?? 0, until: scheduledUntil ?? 0 },
      })),
  };
}
