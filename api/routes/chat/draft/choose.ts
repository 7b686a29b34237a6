import { listComponents } from '../../../../db/component/component.ts';
import { findDraft } from '../../../../db/draft/draft.ts';
import { submit } from '../../../actions/submission/submit.ts';
import type { AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { assertDraftReadable } from '../../../http/access/restricted.ts';
import { text, type Values } from '../../../http/form.ts';
import { assertCan } from '../../../http/permission.ts';
import type { ChatReply } from '../slack/message.ts';
import { draftButtonIn } from './button-value.ts';
import { chosenStatuses, standardStatus } from './component-choice.ts';
import { previewReply } from './preview.ts';

/** What is chosen in the fields of a preview now. `value`: whose preview it is. */
export type ChatChoice = { value: string; components: readonly string[]; status: string | null };

/** Keeps the chosen components in the draft of a new incident, and shows the preview again. */
export async function keepChosenComponents(
  c: AppContext,
  { value, components, status }: ChatChoice,
): Promise<ChatReply[]> {
  const button = draftButtonIn(value);
  if (!button) return [];
  const { deps, page, actor } = c.var;
  assertCan(actor, 'draft.edit', page);
  assertCan(actor, 'incident.publish', page);
  const draft = (await findDraft(deps.db, page.id, button.id))?.draft;
  if (!draft || draft.incidentId !== null) throw notFound('draft');
  await assertDraftReadable(c, draft);
  if (draft.state !== 'open')
    return [{ ...(await previewReply(c, draft, undefined)), replaces: true }];
  const before = draft.values as Values; // lists of a form are not changed by anyone
  const known = new Set((await listComponents(deps.db, page.id)).map(({ id }) => id));
  const wanted =
    chosenStatuses.find((one) => one === status) ?? standardStatus(c, text(before, 'severity'));
  const values: Values = {
    ...Object.fromEntries(Object.entries(before).filter(([name]) => !name.startsWith('c.'))),
    ...Object.fromEntries(components.flatMap((id) => (known.has(id) ? [[`c.${id}`, wanted]] : []))),
  };
  const { id, revision: base } = draft;
  const form = {
    ...({ id, kind: 'incident', incidentId: null, base, idempotencyKey: id, values } as const),
  };
  const saved = await submit(deps, actor, page, { wants: 'save', form });
  const shown = saved.outcome === 'saved' ? saved.draft : draft;
  return [{ ...(await previewReply(c, shown, undefined)), replaces: true }];
}
