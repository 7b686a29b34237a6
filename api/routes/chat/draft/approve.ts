import type { Draft } from '../../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { approveDraft } from '../../../actions/draft/approve.ts';
import type { AppContext } from '../../../context/context.ts';
import { State, stateLabels } from '../../../domain/incident/incident.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { text, type Values } from '../../../http/form.ts';
import { assertCan } from '../../../http/permission.ts';
import {
  bold,
  buttons,
  type ChatReply,
  linkTo,
  literal,
  plainReply,
  quoted,
  section,
} from '../slack/message.ts';
import { buttonValue, type DraftButton } from './button-value.ts';
import { channelOf } from './channel.ts';

/** Puts the text before everybody in the channel, since another member has to approve it. */
export function approvalRequest(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
): ChatReply[] {
  const values = draft.values as Values; // lists of a form are not changed by anyone
  const state = State.safeParse(text(values, 'state')).data;
  const name = record?.name ?? text(values, 'name');
  const title = `${c.var.actor.name} asks for approval: ${name}${state ? ` (${stateLabels[state]})` : ''}`;
  const value = buttonValue({ id: draft.id, revision: draft.revision, warned: [] });
  const url = `${addressOf(c.var.page, c.var.deps.config.baseUrl)}/admin/drafts/${draft.id}`;
  const request: ChatReply = {
    ...{ text: literal(title), isForChannel: true },
    blocks: [
      section(`${bold(literal(title))}\n${quoted(text(values, 'body'))}`),
      buttons([
        { action: 'approve', label: 'Approve and publish', value, style: 'primary' },
        { action: 'open', label: 'Review in the console', url },
      ]),
    ],
  };
  const said =
    'Approval requested. Another publisher or owner can approve it here or in the console.';
  return [{ ...plainReply(said), replaces: true }, request];
}

/** Another member’s click publishes it. Who wrote it is refused, as in the console. */
export async function approveFromChat(
  c: AppContext,
  draft: Draft,
  { revision }: DraftButton,
): Promise<ChatReply[]> {
  const { deps, page, actor } = c.var;
  assertCan(actor, 'incident.approve', page);
  const decision = { revision, override: null };
  const isEarlier = draft.state === 'published';
  const { published } = await approveDraft(deps, actor, page.id, draft.id, decision);
  if (!published)
    return [{ ...plainReply(`${actor.name} approved it.`), replaces: true, isForChannel: true }];
  const base = addressOf(page, deps.config.baseUrl);
  const said = isEarlier
    ? `${draft.publishedName ?? 'Somebody'} approved and published this.`
    : `${actor.name} approved and published this, written by ${draft.changedName}.`;
  const where = draft.incidentId || isEarlier ? '' : `\n${await channelOf(c, published.id)}`;
  return [
    {
      text: `${literal(said)} ${linkTo(`${base}/admin/incidents/${published.id}`, 'Open the incident')}${where}`,
      ...{ replaces: true, isForChannel: true },
    },
  ];
}
