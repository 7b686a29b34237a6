import { type Draft, updateDraft } from '../../../db/draft/draft.ts';
import { askedMail, sentBackMail } from '../../../templates/email/draft.ts';
import { Problem } from '../../core/problem.ts';
import {
  involvedIn,
  mayApprove,
  whyNotApprove,
  withRequester,
  writerNames,
} from '../../domain/draft/approval.ts';
import type { Actor } from '../../domain/response/role.ts';
import { staleForm } from '../commit.ts';
import { commitInside, knownDraft } from './commit-internal.ts';
import { letters, type Telling } from './notify-team.ts';
import { type Outgoing, type Publishing, publishDraft } from './publish.ts';

/** Puts a draft, as it stands, before a second person; those who may approve of it are told once. */
export async function askForApproval(
  on: Telling,
  actor: Actor,
  draft: Draft,
  outgoing: Outgoing,
  time: Pick<Draft, 'publishAt' | 'publishZone'> = { publishAt: null, publishZone: null },
): Promise<void> {
  const at = on.clock();
  const asked = {
    at,
    by: actor.id,
    name: actor.name,
    revision: draft.revision,
    body: outgoing.input.body ?? '',
    before: draft.asked?.body ?? null,
  };
  const told = await letters(
    on,
    draft,
    'asked',
    (members) => mayApprove(members, { ...draft, asked, publishBy: actor.id }),
    (about) => askedMail({ ...about, by: actor.name }),
  );
  await commitInside(on, { ...subject(draft, actor, at, 'ask'), after: asked }, [
    updateDraft(on.db, draft.id, draft.revision, {
      state: 'asked',
      asked,
      outgoing,
      back: null,
      ...time,
      publishBy: actor.id,
      writers: withRequester(draft.writers, actor),
    }),
    ...told,
  ]);
}

/** A second person publishes what was asked for, or lets it wait for its time; an owner may do so alone. */
export async function approveDraft(
  on: Publishing,
  actor: Actor,
  pageId: string,
  id: string,
  given: { revision: number; alone: string | null },
): Promise<{ publishedAs: string | null }> {
  const draft = await knownDraft(on, pageId, id);
  if (draft.state === 'published') return { publishedAs: draft.publishedAs };
  if (draft.state !== 'asked' || draft.revision !== given.revision) throw staleForm();
  const why = whyNotApprove(draft, actor.id);
  const isOwn = why !== null;
  if (isOwn && !(given.alone && actor.role === 'owner'))
    throw new Problem(
      'invalid',
      `Not published yet: ${why} Somebody who did not work on it approves it.`,
      {
        alone:
          actor.role === 'owner'
            ? 'Say why this cannot wait for a second person.'
            : 'Ask another publisher, or an owner.',
      },
    );
  const writers = writerNames(draft.writers);
  const { changedName: wrote } = draft;
  const asked = draft.asked?.name ?? null;
  const approval = isOwn ? undefined : { by: actor.name, wrote, writers, asked };
  const now = on.clock();
  if (draft.publishAt === null || draft.publishAt <= now)
    return { publishedAs: await publishDraft(on, actor, draft, { approval, alone: given.alone }) };
  const outgoing = { ...(draft.outgoing as Outgoing), approval, alone: given.alone }; // as askForApproval wrote it
  // An owner's reason counts for the owner: at its time it is published as by them.
  const by = isOwn ? { publishBy: actor.id } : {};
  const after = isOwn ? { approval: { alone: given.alone } } : { approval };
  await commitInside(on, { ...subject(draft, actor, now, 'approve'), after }, [
    updateDraft(on.db, id, draft.revision, { state: 'scheduled', outgoing, ...by }),
  ]);
  return { publishedAs: null };
}

/** It goes back to be worked on, with a note that says why. */
export async function sendBack(
  on: Telling,
  actor: Actor,
  pageId: string,
  id: string,
  note: string,
): Promise<void> {
  const draft = await knownDraft(on, pageId, id);
  if (draft.state !== 'asked') throw staleForm();
  const at = on.clock();
  const back = { at, by: actor.name, why: note };
  const writers = involvedIn(draft);
  const told = await letters(
    on,
    draft,
    'back',
    (members) => members.filter((member) => writers.has(member.id) && member.id !== actor.id),
    (about) => sentBackMail({ ...about, by: actor.name, why: note }),
  );
  await commitInside(on, { ...subject(draft, actor, at, 'send back'), after: back }, [
    updateDraft(on.db, id, draft.revision, { state: 'open', back }),
    ...told,
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
