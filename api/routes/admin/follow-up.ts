import { findIncident } from '../../../db/incident.ts';
import type { IncidentRecord } from '../../../db/timeline.ts';
import type { AppContext } from '../../context.ts';
import type { DraftValues } from '../../domain/draft.ts';
import { notFound, Problem } from '../../problem.ts';
import { moveDraft } from '../../publish/drafts/move.ts';
import { type Posted, saveDraft } from '../../publish/drafts/save.ts';

/** The incident that was opened by an earlier text of this form; null where there is none. */
export async function followedBy(
  c: AppContext,
  values: DraftValues,
): Promise<IncidentRecord | null> {
  const id = String(values.follows ?? '');
  return id ? ((await findIncident(c.var.deps.db, c.var.page.id, id)) ?? null) : null;
}

/** Nobody opens an incident a second time without saying that it is another one. */
export async function assertAnother(c: AppContext, { incidentId, values }: Posted): Promise<void> {
  if (incidentId !== null || values.another) return;
  const record = await followedBy(c, values);
  if (!record) return;
  throw new Problem(
    'invalid',
    `Not published yet: “${record.name}” was already published from this form. Post this text as an update, or say below that it is about something else.`,
    { another: 'Tick this only if it is about something else.' },
  );
}

/** The text becomes a draft of an update to what was published before; answers where it goes on. */
export async function moveToFollowed(c: AppContext, posted: Posted): Promise<string> {
  const { deps, actor, page } = c.var;
  const record = await followedBy(c, posted.values);
  if (!record || posted.incidentId !== null) throw notFound('incident');
  const { draft } = await saveDraft(deps, actor, page.id, posted);
  await moveDraft(deps, actor, draft, record);
  return `/admin/incidents/${record.id}?draft=${draft.id}&done=draft-moved#update`;
}
