import { type Draft, findDraft } from '../../../../../db/draft/draft.ts';
import { type Presence, recordPresence } from '../../../../../db/draft/presence.ts';
import type { AppContext, RefusedForm } from '../../../../context/context.ts';
import { notFound } from '../../../../core/problem.ts';
import { PRESENCE_TTL, shownTo } from '../../../../domain/draft/draft.ts';
import { assertDraftReadable } from '../../../../http/access/restricted.ts';
import { text, type Values } from '../../../../http/form.ts';
import {
  type DraftForm as DraftFormFacts,
  readDraftForm,
} from '../../../../reads/incident/draft-form.ts';

/** The form of the draft in the address, if any; an address where it cannot be continued. */
export async function resumed(
  c: AppContext,
  about: Pick<Draft, 'kind' | 'incidentId'>,
): Promise<RefusedForm | string | undefined> {
  const { deps, actor, page } = c.var;
  const id = c.req.query('draft');
  if (!id) return undefined;
  const { draft } = (await findDraft(deps.db, page.id, id)) ?? {};
  if (!draft || draft.kind !== about.kind || draft.incidentId !== about.incidentId)
    throw notFound('draft');
  await assertDraftReadable(c, draft);
  if (draft.state === 'published') return earlierLink(c, draft);
  if (draft.state === 'scheduled') return `/admin/drafts/${draft.id}`;
  const state = c.req.query('state');
  const left = valuesOfDraft(draft, actor.id);
  const values = state
    ? { ...left, state, template: c.req.query('template') ?? '', do: 'switch' }
    : left;
  return { status: 200, message: '', fields: {}, values };
}

/** Gives a sign of life; answers who else did. */
export function touchPresence(c: AppContext, draft: Draft): Promise<Presence[]> {
  const { deps, actor } = c.var;
  const now = deps.clock();
  const who = { draftId: draft.id, userId: actor.id, name: actor.name };
  return recordPresence(deps.db, { ...who, now, stale: now - PRESENCE_TTL });
}

/** What the submitted or resumed form shows of its draft. */
export function draftFormOf(c: AppContext, values: Values): Promise<DraftFormFacts> {
  const { deps, actor, page } = c.var;
  const form = { id: text(values, 'draft'), follows: text(values, 'follows') };
  return readDraftForm(deps.db, { pageId: page.id, actor, now: deps.clock(), ...form });
}

/** Where a draft leads that was published before. */
export const earlierLink = (c: AppContext, draft: Draft): string => {
  const done = draft.publishedName === c.var.actor.name ? 'published' : 'already-published';
  return `/admin/incidents/${draft.publishedAs}?done=${done}`;
};

/** The values of the form as this person left it. */
export const valuesOfDraft = (draft: Draft, by: string): Values => ({
  ...(shownTo(draft, by) as Values), // lists of a form are not changed by anyone
  draft: draft.id,
  draftRevision: String(draft.revision),
});
