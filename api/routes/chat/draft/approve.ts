import type { Draft } from '../../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { approveDraft } from '../../../actions/draft/approve.ts';
import type { AppContext } from '../../../context/context.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { assertCan } from '../../../http/permission.ts';
import { buttons, type ChatReply, linkTo, literal, plainReply } from '../slack/message.ts';
import { buttonValue, type DraftButton } from './button-value.ts';
import { channelOf, refreshChannel } from './channel.ts';
import { showDraft } from './shown.ts';

/** Puts the text before everybody in the channel, since another member has to approve it. */
export async function approvalRequest(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
): Promise<ChatReply[]> {
  const { title, blocks } = await showDraft(
    c,
    draft,
    record,
    `${c.var.actor.name} asks for approval`,
  );
  const value = buttonValue({ id: draft.id, revision: draft.revision, warned: [] });
  const url = `${addressOf(c.var.page, c.var.deps.config.baseUrl)}/admin/drafts/${draft.id}`;
  const choices = buttons([
    { action: 'approve', label: 'Approve and publish', value, style: 'primary' },
    { action: 'open', label: 'Review in the console', url },
  ]);
  const request: ChatReply = { text: title, isForChannel: true, blocks: [...blocks, choices] };
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
  if (draft.incidentId) await refreshChannel(c, published.id);
  const where = draft.incidentId || isEarlier ? '' : `\n${await channelOf(c, published.id)}`;
  return [
    {
      text: `${literal(said)} ${linkTo(`${base}/admin/incidents/${published.id}`, 'Open the incident')}${where}`,
      ...{ replaces: true, isForChannel: true },
    },
  ];
}
