import { findIncident } from '../../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { moveDraft } from '../../../actions/draft/move.ts';
import { type Posted, saveDraft } from '../../../actions/draft/save.ts';
import type { AppContext } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import type { DraftValues } from '../../../domain/draft/draft.ts';

/** The incident that an earlier text of this form opened; null if none did. */
export async function followedBy(
  c: AppContext,
  values: DraftValues,
): Promise<IncidentRecord | null> {
  const id = String(values.follows ?? '');
  return id ? ((await findIncident(c.var.deps.db, c.var.page.id, id)) ?? null) : null;
}

/** Opens a second incident from one form only if the author says that it is another one. */
export async function assertAnother(c: AppContext, { incidentId, values }: Posted): Promise<void> {
  if (incidentId !== null || values.another) return;
  const record = await followedBy(c, values);
  if (!record) return;
  throw new Problem(
    'invalid',
    `Not published. “${record.name}” was already published from this form. Post this text as an update, or confirm below that it’s a different issue.`,
    { another: 'Select this only if it’s a different issue.' },
  );
}

/** Turns the text into a draft of an update to that incident; returns the form's path. */
export async function moveToFollowed(c: AppContext, posted: Posted): Promise<string> {
  const { deps, actor, page } = c.var;
  const record = await followedBy(c, posted.values);
  if (!record || posted.incidentId !== null) throw notFound('incident');
  const { draft } = await saveDraft(deps, actor, page.id, posted);
  await moveDraft(deps, actor, draft, record);
  return `/admin/incidents/${record.id}?draft=${draft.id}&done=draft-moved#update`;
}
