import { type Draft, findDraft } from '../../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import type { Submission } from '../../../actions/submission/submission.ts';
import { submit } from '../../../actions/submission/submit.ts';
import type { AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { isClosed, newestSeq } from '../../../domain/incident/incident.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { readers } from '../../../domain/page/scope.ts';
import { text, type Values } from '../../../http/form.ts';
import { assertCan } from '../../../http/permission.ts';
import { readNextUpdate, readOpening } from '../../console/incident/submission/read-incident.ts';
import { recordOf } from '../../console/incident/submission/record.ts';
import { formAt } from '../../console/incident/submission/submission.ts';
import { type ChatReply, linkTo, literal, plainReply } from '../slack/message.ts';
import { approvalRequest } from './approve.ts';
import type { DraftButton } from './button-value.ts';
import { channelOf, refreshChannel } from './channel.ts';
import { draftLink, previewReply } from './preview.ts';

/** Publishes a draft, opens it for the team only, or asks for approval: as the console’s form does. */
export async function submitDraft(
  c: AppContext,
  draft: Draft,
  button: DraftButton,
  wants: 'publish' | 'internal' | 'approval',
): Promise<ChatReply[]> {
  const { deps, page, actor } = c.var;
  assertCan(actor, 'incident.publish', page);
  if (draft.state === 'published')
    return [published(c, draft.publishedAs ?? '', draft.publishedName)];
  if (draft.state !== 'open')
    return [replacing(`${waiting[draft.state] ?? ''}`, draftLink(c, draft))];
  const record = draft.incidentId ? await recordOf(c, draft.incidentId) : undefined;
  const outdated = outdatedBy(draft, button, record);
  if (outdated) return [await preview(c, draft, record, outdated)];
  try {
    const outcome = await submit(
      deps,
      actor,
      page,
      submissionOf(c, draft, button, { wants, record }),
    );
    if (outcome.outcome === 'published') return [await done(c, outcome.id, outcome.by, draft)];
    if (outcome.outcome === 'awaiting approval')
      return approvalRequest(c, await latest(c, draft), record);
    const message = outcome.outcome === 'redraw' ? outcome.problem.message : 'Saved.';
    return [replacing(message, draftLink(c, draft))];
  } catch (error) {
    if (!(error instanceof Problem) || !error.findings) throw error;
    return [await preview(c, await latest(c, draft), record, error.message)];
  }
}

/** Shows an update as it would be published for readers, with what its incident shows them. */
export async function makePublic(
  c: AppContext,
  draft: Draft,
  { revision: base }: DraftButton,
): Promise<ChatReply[]> {
  const { deps, page, actor } = c.var;
  assertCan(actor, 'incident.publish', page);
  const record = draft.incidentId ? await recordOf(c, draft.incidentId) : undefined;
  const values = { ...(draft.values as Values), visibility: readers };
  const { id, incidentId } = draft;
  const form = { id, kind: 'incident', incidentId, base, idempotencyKey: id, values } as const;
  if (draft.state === 'open') await submit(deps, actor, page, { wants: 'save', form });
  return [await preview(c, await latest(c, draft), record, '')];
}

const waiting: Readonly<Record<string, string>> = {
  asked: 'This waits for approval.',
  scheduled: 'This is scheduled.',
  discarded: 'This was canceled. Nothing was published.',
};

/** Why the preview no longer shows what would be published; null where it does. */
function outdatedBy(draft: Draft, button: DraftButton, record: IncidentRecord | undefined) {
  if (draft.revision !== button.revision)
    return 'Not published. The draft was changed: this is how it is now.';
  if (!record || String(newestSeq(record.updates)) === text(draft.values as Values, 'seen'))
    return null;
  return isClosed(record.state)
    ? 'Not published. The incident was closed in the meantime: start again with “/incident update”.'
    : 'Not published. Another update was published in the meantime: read it, then start again.';
}

async function preview(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
  notice: string,
): Promise<ChatReply> {
  return { ...(await previewReply(c, draft, record, { notice })), replaces: true };
}

const latest = async ({ var: { deps, page } }: AppContext, draft: Draft): Promise<Draft> =>
  (await findDraft(deps.db, page.id, draft.id))?.draft ?? draft;

function submissionOf(
  c: AppContext,
  draft: Draft,
  { revision: base, warned: seenWarnings }: DraftButton,
  {
    wants,
    record,
  }: { wants: 'publish' | 'internal' | 'approval'; record: IncidentRecord | undefined },
): Submission {
  const kept = draft.values as Values; // lists of a form are not changed by anyone
  const values = wants === 'internal' ? { ...kept, visibility: 'internal' } : kept;
  const { id, incidentId } = draft;
  const form = { id, kind: 'incident', incidentId, base, idempotencyKey: id, values } as const;
  const read = (now: number) =>
    record
      ? // Other facts of the incident may have changed; its newest update is the one that was seen.
        readNextUpdate(
          formAt(c, now),
          { ...values, expectedRevision: `${record.revision}` },
          record,
        )
      : readOpening(formAt(c, now), values);
  if (wants !== 'approval') return { wants: 'publish', form, read, seenWarnings };
  const newestSeenSeq = Number(text(values, 'seen')) || 0;
  const time = () => {
    throw new Error('approval has no time');
  };
  return { wants, form, read, seenWarnings, newestSeenSeq, time };
}

async function done(
  c: AppContext,
  id: string,
  by: string | null | undefined,
  draft: Draft,
): Promise<ChatReply> {
  const reply = published(c, id, by);
  if (draft.incidentId) {
    await refreshChannel(c, id);
    return reply;
  }
  return { ...reply, text: `${reply.text}\n${await channelOf(c, id)}` };
}

/** `by`: who was faster. */
function published(c: AppContext, id: string, by: string | null | undefined): ChatReply {
  const isOthers = by != null && by !== c.var.actor.name;
  const said = isOthers ? `${by} published this already.` : 'Published.';
  const base = addressOf(c.var.page, c.var.deps.config.baseUrl);
  return {
    text: `${literal(said)} ${linkTo(`${base}/admin/incidents/${id}`, 'Open the incident')}`,
    replaces: true,
  };
}

const replacing = (message: string, more: string): ChatReply => {
  const { text: said } = plainReply(message);
  return { text: `${said} ${more}`.trim(), replaces: true };
};
