import { z } from 'zod';
import {
  type ChatWorkspace,
  chatWorkspaceById,
  deleteChatWorkspace,
  insertChatWorkspace,
  setWorkspaceToken,
  wakeWorkspace,
} from '../../../db/channel/chat-workspace.ts';
import { insertSlackChannel, leaveSlackChannels } from '../../../db/channel/slack-channel.ts';
import type { Encryption } from '../../core/encryption.ts';
import { notFound } from '../../core/problem.ts';
import type { Signer } from '../../core/secret.ts';
import { slackChannelAddress } from '../../domain/destination/slack.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

/** What the tokens of workspaces and the addresses of destinations are encrypted for. */
const TOKEN = 'chat_workspace.token';
const ADDRESS = 'subscriber.address';

type ChatChange = DraftChange & { encryption: Encryption; signer: Signer };

export const WorkspaceToken = z.object({
  token: z
    .string()
    .trim()
    .regex(/^xox[abp]-[\w-]{10,}$/, 'This isn’t a Slack bot token. It begins with xoxb-.'),
});
export const SlackChannelInput = z.object({
  channel: z
    .string()
    .trim()
    .regex(
      /^[CG][A-Z0-9]{7,}$/,
      'This isn’t a channel ID. It begins with C and stands at the end of the channel’s details in Slack.',
    ),
});

export async function requireWorkspace(
  deps: Pick<ChatChange, 'db'>,
  pageId: string,
  id: string,
): Promise<ChatWorkspace> {
  const workspace = await chatWorkspaceById(deps.db, pageId, id);
  if (!workspace) throw notFound('workspace');
  return workspace;
}

/** Null when it was encrypted with another SECRET_KEY. */
export const workspaceToken = (
  { encryption }: Pick<ChatChange, 'encryption'>,
  { token }: ChatWorkspace,
): Promise<string | null> => encryption.decrypt(TOKEN, token);

/** The token was accepted by Slack, which named the workspace. A known workspace gets the new token. */
export async function connectWorkspace(
  deps: ChatChange,
  actor: Actor,
  of: { pageId: string; existing: ChatWorkspace | undefined },
  given: { token: string; teamId: string; team: string },
): Promise<void> {
  const { pageId, existing } = of;
  const token = await deps.encryption.encrypt(TOKEN, given.token);
  const at = deps.clock();
  const id = existing?.id ?? deps.newId();
  const name = given.team;
  const row = {
    id,
    pageId,
    channel: 'slack',
    externalId: given.teamId,
    name,
    token,
    createdAt: at,
  };
  const action = existing ? 'edit' : 'create';
  await commitInternal(
    deps,
    { pageId, actor, at, subject: 'chat_workspace', subjectId: id, action, after: { name } },
    existing
      ? [...setWorkspaceToken(deps.db, id, { token, name }), wakeWorkspace(pageId)]
      : [insertChatWorkspace(deps.db, row)],
  );
}

/** Its channels get no more updates. */
export async function removeWorkspace(
  deps: ChatChange,
  actor: Actor,
  { id, pageId, name }: ChatWorkspace,
): Promise<void> {
  const at = deps.clock();
  await commitInternal(
    deps,
    {
      pageId,
      actor,
      at,
      subject: 'chat_workspace',
      subjectId: id,
      action: 'delete',
      before: { name },
    },
    [
      ...leaveSlackChannels(deps.db, { pageId, workspaceId: id }, at),
      deleteChatWorkspace(deps.db, id),
    ],
  );
}

/** A channel of a workspace becomes a subscriber of the whole page. One that left comes back. */
export async function addSlackChannel(
  deps: ChatChange,
  actor: Actor,
  { id: workspaceId, pageId, name }: ChatWorkspace,
  channelId: string,
): Promise<void> {
  const at = deps.clock();
  const address = slackChannelAddress({ workspaceId, channelId });
  const row = {
    ...{ id: deps.newId(), pageId, workspaceId, channelId, label: `${channelId} in ${name}` },
    address: await deps.encryption.encrypt(ADDRESS, address),
    hostKey: await deps.signer.sign('host', address),
  };
  await commitInternal(
    deps,
    {
      ...{ pageId, actor, at, subject: 'chat_workspace', subjectId: workspaceId },
      ...{ action: 'add channel', after: { name: row.label } },
    },
    [insertSlackChannel(deps.db, row, at)],
  );
}

export async function removeSlackChannel(
  deps: ChatChange,
  actor: Actor,
  { id: workspaceId, pageId, name }: ChatWorkspace,
  channelId: string,
): Promise<void> {
  const at = deps.clock();
  await commitInternal(
    deps,
    {
      ...{ pageId, actor, at, subject: 'chat_workspace', subjectId: workspaceId },
      ...{ action: 'remove channel', before: { name: `${channelId} in ${name}` } },
    },
    leaveSlackChannels(deps.db, { pageId, workspaceId, channelId }, at),
  );
}
