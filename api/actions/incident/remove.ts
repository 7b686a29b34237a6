import { deleteChatMessages } from '../../../db/channel/chat-message.ts';
import { cancelNotifications } from '../../../db/delivery/supersede.ts';
import { detachDraftsOf } from '../../../db/draft/ended.ts';
import { deleteIncident, findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findSeries, scheduledOf, updateSeries } from '../../../db/maintenance/maintenance.ts';
import { deleteObligations } from '../../../db/obligation/open.ts';
import { readRoom } from '../../../db/room/event.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';
import { assertApproved } from './checks/approval.ts';

/** Removes the incident and its timeline from the page. The audit log keeps the texts. */
export async function removeIncident(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  override: string | null = null,
): Promise<IncidentRecord> {
  const before = await findIncident(deps.db, pageId, id);
  if (!before) throw notFound('incident');
  // Deleting published text needs the same approval as changing it.
  const read = await assertApproved(deps, actor, pageId, [before], { override });
  const at = deps.clock();
  const series = await seriesOfLastWindow(deps, before);
  await commit(
    deps,
    {
      pageId,
      actor,
      at,
      action: 'delete',
      subject: 'incident',
      subjectId: id,
      before: { ...before, room: await roomTexts(deps, before) },
      ...(read.approval ? { after: read } : {}),
    },
    [
      ...cancelNotifications(deps.db, id),
      // Drafts of a restricted incident are deleted with it: nobody else may find them.
      ...(before.audience === 'restricted'
        ? []
        : [
            detachDraftsOf(deps.db, before, {
              at,
              by: actor.name,
              why: `The ${before.kind} was deleted.`,
            }),
          ]),
      deleteChatMessages({ pageId, incidentId: id }),
      deleteIncident(deps.db, id),
      deleteObligations(deps.db, 'incident', id),
      // Without `changedAt` nothing of an ended series is expected any more.
      ...(series
        ? [
            updateSeries(deps.db, series.id, series.revision, {
              endedAt: series.endedAt ?? at,
              changedAt: null,
            }),
          ]
        : []),
    ],
  );
  return before;
}

/** What the team wrote goes with the incident; the audit log keeps it. */
async function roomTexts(deps: Publisher, incident: IncidentRecord) {
  const { events, roles, answers, milestones, internalUpdates } = await readRoom(deps.db, incident);
  const texts = { events, roles, answers, milestones, internalUpdates };
  return Object.fromEntries(Object.entries(texts).filter(([, rows]) => rows.length > 0));
}

/** No window would be left from which the series could be changed or ended. */
async function seriesOfLastWindow(deps: Publisher, { id, pageId, seriesId }: IncidentRecord) {
  const series = seriesId ? await findSeries(deps.db, pageId, seriesId) : null;
  const others = series
    ? (await scheduledOf(deps.db, series.id)).filter((one) => one.id !== id)
    : [];
  return others.length > 0 ? null : series;
}
