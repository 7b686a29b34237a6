import { write, writeAndRead } from '../../../db/engine/write.ts';
import { upsertItemObligation } from '../../../db/obligation/item.ts';
import { completeReopened, type EndedIncident, reviewableSince } from '../../../db/review/due.ts';
import type { Deps } from '../../context/deps.ts';
import { MAX_DUE, reviewDueAt } from '../../domain/review/due.ts';
import { isReviewDone } from '../../domain/review/state.ts';

/** Minutes after which the owners are notified of an overdue postmortem. */
const OWNERS_AFTER = 24 * 60;

/**
 * Creates the deadline of each postmortem that is needed. One that was overdue at that time is only
 * listed: an update of Allclear sends no reminders about the past.
 */
export async function openReviewObligations(
  deps: Pick<Deps, 'db' | 'clock' | 'newId'>,
): Promise<void> {
  const now = deps.clock();
  const [ended] = await writeAndRead(
    deps.db,
    [completeReopened(now)],
    [reviewableSince(deps.db, now - MAX_DUE)],
  );
  const due = ended.flatMap((incident) => {
    const dueAt = dueAtOf(incident);
    const isUnchanged = incident.deadline === dueAt && incident.obligationState !== 'done';
    if (dueAt === null || dueAt <= now || isUnchanged || isReviewDone(incident.review)) return [];
    return [{ incident, dueAt }];
  });
  if (due.length === 0) return;
  await write(
    deps.db,
    due.map(({ incident, dueAt }) =>
      upsertItemObligation({
        ...{ id: deps.newId(), pageId: incident.pageId, kind: 'review', subjectId: incident.id },
        ...{ title: incident.name, incidentId: incident.id, dueAt, within: OWNERS_AFTER },
        responsible: [...new Set([incident.commanderId, incident.leadId])].filter(
          (id) => id !== null,
        ),
        createdAt: now,
      }),
    ),
  );
}

const dueAtOf = ({ hours, severity, resolvedAt, ...page }: EndedIncident): number | null =>
  reviewDueAt({ page, hours }, { severity, resolvedAt });
