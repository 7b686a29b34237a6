import { pauseReason } from '../../../db/channel/send-pause.ts';
import { type Draft, draftsDue, updateDraft } from '../../../db/draft/draft.ts';
import { findMember } from '../../../db/team/account.ts';
import { heldBackMail } from '../../../templates/email/team/draft.ts';
import { Problem, type ProblemCode } from '../../core/problem.ts';
import { withRequester } from '../../domain/draft/approval.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { staleForm } from '../commit.ts';
import { Stopped } from '../incident/checks/preflight.ts';
import { clockActor } from '../maintenance/run-due.ts';
import { commitInternal, requireDraft } from './commit-internal.ts';
import { type TeamNotice, teamMails } from './notify-team.ts';
import { type OutgoingDraft, type Publishing, publishDraft } from './publish.ts';

/** Limit for one tick, since a run on Workers has a limited number of requests. The next tick continues. */
const MAX = 3;

/** Errors that a retry cannot fix. */
const final: readonly ProblemCode[] = ['invalid', 'not_found', 'forbidden'];

/** Sets when the draft is published, as it stands. */
export async function scheduleDraft(
  deps: TeamNotice,
  actor: Actor,
  draft: Draft,
  outgoing: OutgoingDraft,
  time: { publishAt: number; publishZone: string },
): Promise<void> {
  const change = { pageId: draft.pageId, actor, at: deps.clock(), action: 'schedule' };
  const writers = withRequester(draft.writers, actor);
  const scheduled = { ...time, publishBy: actor.id, outgoing, back: null, writers };
  await commitInternal(deps, { ...change, subject: 'draft', subjectId: draft.id, after: time }, [
    updateDraft(deps.db, draft.id, draft.revision, { state: 'scheduled', ...scheduled }),
  ]);
}

/** Makes it an ordinary draft again. */
export async function cancelSchedule(
  deps: TeamNotice,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<Draft> {
  const draft = await requireDraft(deps, pageId, id);
  if (draft.state !== 'scheduled') throw staleForm();
  const { publishAt, publishZone } = draft;
  const change = { pageId, actor, at: deps.clock(), action: 'cancel', subject: 'draft' };
  await commitInternal(deps, { ...change, subjectId: id, before: { publishAt, publishZone } }, [
    updateDraft(deps.db, id, draft.revision, { state: 'open', publishAt: null, outgoing: null }),
  ]);
  return draft;
}

/**
 * Publishes the drafts that are due, each once, however many ticks were missed. A draft that
 * preflight or approval now stops becomes an open draft, and its author and the owners are mailed
 * why.
 */
export async function publishDue(deps: Publishing): Promise<void> {
  const due = await draftsDue(deps.db, deps.clock(), MAX);
  if (due.length === 0 || (await pauseReason(deps.db)) !== null) return;
  const failures: unknown[] = [];
  for (const draft of due) {
    try {
      await publishOne(deps, draft);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function publishOne(deps: Publishing, draft: Draft): Promise<void> {
  const person = await findMember(deps.db, draft.pageId, draft.publishBy ?? '');
  const { approval, alone = null } = draft.outgoing as OutgoingDraft; // askForApproval or scheduleDraft wrote it
  try {
    const { pageId } = draft;
    const actor: Actor | null = person && {
      kind: 'user',
      id: person.id,
      name: person.name,
      role: person.role,
      pageId,
    };
    if (!actor || !can(actor, 'incident.publish', { id: pageId }))
      throw new Problem(
        'forbidden',
        'The person who scheduled this no longer has permission to publish.',
      );
    // A person's text published by the clock: preflight runs again.
    await publishDraft(deps, actor, draft, { approval, alone, byClock: true });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (final.includes(error.code) || error.link) return reopen(deps, draft, reasonOf(error));
    // Another process was faster, or the incident changed: the next tick tries again.
    if (error.code !== 'conflict') throw error;
  }
}

const reasonOf = (error: Problem): string =>
  error instanceof Stopped
    ? error.stops
        .map(({ found, sentence }) => (found ? `“${found}”: ${sentence}` : sentence))
        .join(' ')
    : error.message;

async function reopen(deps: Publishing, draft: Draft, why: string): Promise<void> {
  const at = deps.clock();
  const back = { at, by: clockActor.name, why: `Not published as scheduled: ${why}` };
  const mails = await teamMails(
    deps,
    draft,
    'held',
    (members) => members.filter(({ id, role }) => role === 'owner' || id === draft.publishBy),
    (about) => heldBackMail({ ...about, at: draft.publishAt ?? at, why }),
  );
  const change = { pageId: draft.pageId, actor: clockActor, at, action: 'return' };
  try {
    await commitInternal(deps, { ...change, subject: 'draft', subjectId: draft.id, after: back }, [
      updateDraft(deps.db, draft.id, draft.revision, {
        state: 'open',
        publishAt: null,
        outgoing: null,
        back,
      }),
      ...mails,
    ]);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'conflict')) throw error; // another process did it
  }
}
