import { listActionItems } from '../../../db/action-item/action-item.ts';
import type { Db } from '../../../db/engine/client.ts';
import { listIncidents, openWorks } from '../../../db/incident/incident.ts';
import { stateLabels } from '../../domain/incident/incident.ts';

/** What the coming shift takes over. Restricted incidents are in it only for a person they name. */
export type ShiftFacts = Awaited<ReturnType<typeof readShiftFacts>>;

export async function readShiftFacts(
  db: Db,
  page: { id: string },
  { personId, until, now }: { personId: string | null; until: number; now: number },
) {
  const [open, works, items] = await Promise.all([
    listIncidents(db, page.id, { filter: 'unresolved', personId }),
    openWorks(db, page.id),
    listActionItems(db, page.id, personId),
  ]);
  const undone = items
    .map(({ item }) => item)
    .filter(({ state }) => state === 'open' || state === 'doing');
  return {
    incidents: open.map(({ id, name, state, severity }) => ({
      id,
      text: [severity, stateLabels[state], name].filter(Boolean).join(' · '),
    })),
    fixes: undone.flatMap((one) => (one.kind === 'temporary_fix' ? [itemOf(one)] : [])),
    overdue: undone.flatMap((one) =>
      one.kind !== 'temporary_fix' && one.dueAt !== null && one.dueAt < now ? [itemOf(one)] : [],
    ),
    maintenance: works
      .filter(({ scheduledFor }) => scheduledFor !== null && scheduledFor < until)
      .map(({ id, name, scheduledFor, scheduledUntil }) => ({
        ...{ id, name, from: scheduledFor ?? 0, until: scheduledUntil ?? 0 },
      })),
  };
}

const itemOf = ({ id, title, ownerName }: { id: string; title: string; ownerName: string }) => ({
  ...{ id, text: ownerName ? `${title} (${ownerName})` : title },
});
