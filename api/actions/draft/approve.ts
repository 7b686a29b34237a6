import { type Draft, updateDraft } from '../../../db/draft/draft.ts';
import { approvalRequestMail, sentBackMail } from '../../../templates/email/team/draft.ts';
import { Problem } from '../../core/problem.ts';
import {
  involvedIn,
  mayApprove,
  whyNotApprove,
  withRequester,
  writerNames,
} from '../../domain/draft/approval.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { staleForm } from '../commit.ts';
import type { Published } from '../incident/index.ts';
import { commitInternal, requireDraft } from './commit-internal.ts';
import { type TeamNotice, teamMails } from './notify-team.ts';
import { type OutgoingDraft, type Publishing, publishDraft } from './publish.ts';

/** Requests approval of a draft as it stands. Each possible approver is mailed once. */
export async function askForApproval(
  deps: TeamNotice,
  actor: Actor,
  draft: Draft,
  outgoing: OutgoingDraft,
  time: Pick<Draft, 'publishAt' | 'publishZone'> = { publishAt: null, publishZone: null },
): Promise<void> {
  const at = deps.clock();
  const asked = {
    at,
    by: actor.id,
    name: actor.name,
    revision: draft.revision,
    body: outgoing.input.body ?? '',
    before: draft.asked?.body ?? null,
  };
  const teamMail = await teamMails(
    deps,
    draft,
    'asked',
    (members) => mayApprove(members, { ...draft, asked, publishBy: actor.id }),
    (about) => approvalRequestMail({ ...about, by: actor.name }),
  );
  await commitInternal(deps, { ...subject(draft, actor, at, 'ask'), after: asked }, [
    updateDraft(deps.db, draft.id, draft.revision, {
      state: 'asked',
      asked,
      outgoing,
      back: null,
      ...time,
      publishBy: actor.id,
      writers: withRequester(draft.writers, actor),
    }),
    ...teamMail,
  ]);
}

/**
 * A second person publishes the draft, or leaves it scheduled. An owner may do so without a second
 * person, with a reason.
 */
export async function approveDraft(
  deps: Publishing,
  actor: Actor,
  pageId: string,
  id: string,
  decision: { revision: number; override: string | null },
): Promise<{ published: Published | null }> {
  const draft = await requireDraft(deps, pageId, id);
  if (draft.state === 'published' && draft.publishedAs)
    return { published: { id: draft.publishedAs, visible: true } };
  if (draft.state !== 'asked' || draft.revision !== decision.revision) throw staleForm();
  const why = whyNotApprove(draft, actor.id);
  const isOwn = why !== null;
  const mayOverride = can(actor, 'approval.override', { id: pageId });
  if (isOwn && !(decision.override && mayOverride))
    throw new Problem(
      'invalid',
      `Not approved. ${why} Someone who didn’t work on it must approve it.`,
      {
        alone: mayOverride
          ? 'Give a reason for publishing without approval.'
          : 'Ask another publisher or an owner.',
      },
    );
  const writers = writerNames(draft.writers);
  const { changedName: wrote } = draft;
  const asked = draft.asked?.name ?? null;
  const approval = isOwn ? undefined : { by: actor.name, wrote, writers, asked };
  const now = deps.clock();
  if (draft.publishAt === null || draft.publishAt <= now)
    return {
      published: await publishDraft(deps, actor, draft, { approval, alone: decision.override }),
    };
  const outgoing = { ...(draft.outgoing as OutgoingDraft), approval, alone: decision.override }; // askForApproval wrote it
  // An owner's reason is valid for the owner only, so a scheduled draft is published in the owner's name.
  const by = isOwn ? { publishBy: actor.id } : {};
  const after = isOwn ? { approval: { alone: decision.override } } : { approval };
  await commitInternal(deps, { ...subject(draft, actor, now, 'approve'), after }, [
    updateDraft(deps.db, id, draft.revision, { state: 'scheduled', outgoing, ...by }),
  ]);
  return { published: null };
}

/** Rejects the request: the draft is open again, with a note that says why. */
export async function sendBack(
  deps: TeamNotice,
  actor: Actor,
  pageId: string,
  id: string,
  note: string,
): Promise<void> {
  const draft = await requireDraft(deps, pageId, id);
  if (draft.state !== 'asked') throw staleForm();
  const at = deps.clock();
  const back = { at, by: actor.name, why: note };
  const writers = involvedIn(draft);
  const teamMail = await teamMails(
    deps,
    draft,
    'back',
    (members) => members.filter((member) => writers.has(member.id) && member.id !== actor.id),
    (about) => sentBackMail({ ...about, by: actor.name, why: note }),
  );
  await commitInternal(deps, { ...subject(draft, actor, at, 'send back'), after: back }, [
    updateDraft(deps.db, id, draft.revision, { state: 'open', back }),
    ...teamMail,
  ]);
}

const subject = (draft: Draft, actor: Actor, at: number, action: string) => ({
  pageId: draft.pageId,
  actor,
  at,
  action,
  subject: 'draft',
  subjectId: draft.id,
});
