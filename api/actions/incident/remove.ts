import { cancelNotifications } from '../../../db/delivery/supersede.ts';
import { deleteIncident, findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';
import { assertApproved } from './approval.ts';

/** Removes the incident and its timeline from the page. The audit log keeps the texts. */
export async function removeIncident(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  alone: string | null = null,
): Promise<IncidentRecord> {
  const before = await findIncident(deps.db, pageId, id);
  if (!before) throw notFound('incident');
  // Deleting published text needs the same approval as changing it.
  const read = await assertApproved(deps, actor, pageId, before, { alone });
  await commit(
    deps,
    {
      pageId,
      actor,
      at: deps.clock(),
      action: 'delete',
      subject: 'incident',
      subjectId: id,
      before,
      ...(read.approval ? { after: read } : {}),
    },
    [...cancelNotifications(deps.db, id), deleteIncident(deps.db, id)],
  );
  return before;
}
