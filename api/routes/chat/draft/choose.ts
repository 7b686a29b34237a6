import { listComponents } from '../../../../db/component/component.ts';
import { type Draft, findDraft } from '../../../../db/draft/draft.ts';
import { submit } from '../../../actions/submission/submit.ts';
import type { AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { assertDraftReadable } from '../../../http/access/restricted.ts';
import { text, type Values } from '../../../http/form.ts';
import { assertCan } from '../../../http/permission.ts';
import { recordOf } from '../../console/incident/submission/record.ts';
import type { ChatReply } from '../slack/message.ts';
import type { ChatChoice } from '../slack/request.ts';
import { draftButtonIn } from './button-value.ts';
import { changedStatuses } from './component-change.ts';
import { chosenStatuses, standardStatus } from './component-choice.ts';
import { previewReply } from './preview.ts';

/** Saves the selected components in the draft and shows the preview again. */
export async function keepChosenComponents(
  c: AppContext,
  choice: ChatChoice,
): Promise<ChatReply[]> {
  const button = draftButtonIn(choice.value);
  if (!button) return [];
  const { deps, page, actor } = c.var;
  assertCan(actor, 'draft.edit', page);
  assertCan(actor, 'incident.publish', page);
  const draft = (await findDraft(deps.db, page.id, button.id))?.draft;
  if (!draft) throw notFound('draft');
  await assertDraftReadable(c, draft);
  const record = draft.incidentId ? await recordOf(c, draft.incidentId) : undefined;
  const before = draft.values as Values; // lists of a form are not changed by anyone
  const component = choice.components[0] ?? button.component ?? '';
  const values = record
    ? await changedBy(c, before, choice, component)
    : await openedWith(c, before, choice);
  const shown = draft.state === 'open' && values ? await keep(c, draft, values) : draft;
  return [{ ...(await previewReply(c, shown, record, { component })), replaces: true }];
}

async function keep(c: AppContext, draft: Draft, values: Values): Promise<Draft> {
  const { deps, page, actor } = c.var;
  const { id, incidentId, revision: base } = draft;
  const form = { id, kind: 'incident', incidentId, base, idempotencyKey: id, values } as const;
  const saved = await submit(deps, actor, page, { wants: 'save', form });
  return saved.outcome === 'saved' ? saved.draft : draft;
}

/** For a new incident: every selected component gets the selected status. */
async function openedWith(
  c: AppContext,
  before: Values,
  { components, status }: ChatChoice,
): Promise<Values> {
  const { deps, page } = c.var;
  const known = new Set((await listComponents(deps.db, page.id)).map(({ id }) => id));
  const wanted =
    chosenStatuses.find((one) => one === status) ?? standardStatus(c, text(before, 'severity'));
  return {
    ...Object.fromEntries(Object.entries(before).filter(([name]) => !name.startsWith('c.'))),
    ...Object.fromEntries(components.flatMap((id) => (known.has(id) ? [[`c.${id}`, wanted]] : []))),
  };
}

/**
 * For an update: sets the status of one component, or drops the change if it has that status now.
 * Null if only the component was selected: the status field still shows the previous component’s.
 */
async function changedBy(
  c: AppContext,
  before: Values,
  { field, status: given }: ChatChoice,
  component: string,
): Promise<Values | null> {
  const status = changedStatuses.find((one) => one === given);
  const known = await listComponents(c.var.deps.db, c.var.page.id);
  const found = known.find(({ id, group }) => id === component && !group);
  if (field !== 'status' || !status || !found) return null;
  const { [`c.${component}`]: _, ...others } = before;
  return found.status === status ? others : { ...others, [`c.${component}`]: status };
}
