import { z } from 'zod';
import {
  type ChatCommandsRow,
  deleteChatCommands,
  findChatCommands,
  storeChatCommands,
} from '../../../db/chat/commands.ts';
import { violated, write } from '../../../db/engine/write.ts';
import { insertInboundEvent } from '../../../db/subscriber/suppression.ts';
import type { Encryption } from '../../core/encryption.ts';
import { outageProblem, refused } from '../../core/problem.ts';
import { ChannelNameTemplate } from '../../domain/chat/channel-name.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

const SIGNING_SECRET = 'chat_commands.signing_secret';

type CommandsChange = DraftChange & { encryption: Encryption };

/** An empty secret keeps the stored one. */
export const ChatCommandsInput = z.object({
  signingSecret: z
    .string()
    .trim()
    .regex(
      /^$|^[0-9a-f]{32,64}$/i,
      'This isn’t a signing secret. It has 32 digits and letters from a to f.',
    ),
  makesChannels: z.boolean(),
  channelName: ChannelNameTemplate,
  sharedChannel: z
    .string()
    .trim()
    .regex(/^$|^#?[\p{L}\p{N}_-]{1,80}$/u, 'Enter the name of a channel, such as #incidents.')
    .transform((name) => name.replace(/^#/, '')),
});
export type ChatCommandsInput = z.infer<typeof ChatCommandsInput>;

export async function saveChatCommands(
  deps: CommandsChange,
  actor: Actor,
  pageId: string,
  { signingSecret, ...settings }: ChatCommandsInput,
): Promise<void> {
  const before = await findChatCommands(deps.db, pageId);
  if (!before && !signingSecret)
    throw refused({ signingSecret: 'Enter the signing secret of your Slack app.' });
  const at = deps.clock();
  const secret = signingSecret && (await deps.encryption.encrypt(SIGNING_SECRET, signingSecret));
  const isTurnedOn = settings.makesChannels && !before?.makesChannels;
  const row = {
    ...{ pageId, ...settings, updatedAt: at, createdAt: before?.createdAt ?? at },
    signingSecret: secret || (before?.signingSecret ?? ''),
    makesChannelsSince: isTurnedOn ? at : (before?.makesChannelsSince ?? at),
  };
  const after = { ...settings, ...(before && signingSecret ? { signingSecret: 'replaced' } : {}) };
  const about = { ...subject(pageId, actor, at), action: before ? 'edit' : 'create', after };
  await commitInternal(deps, about, [storeChatCommands(deps.db, row)]);
}

/** Slack’s requests are refused from now on. */
export async function removeChatCommands(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
): Promise<void> {
  if (!(await findChatCommands(deps.db, pageId))) return;
  const about = { ...subject(pageId, actor, deps.clock()), action: 'delete' };
  await commitInternal(deps, about, [deleteChatCommands(deps.db, pageId)]);
}

const subject = (pageId: string, actor: Actor, at: number) => ({
  ...{ pageId, actor, at, subject: 'chat_commands', subjectId: pageId },
});

/** Null when it was encrypted with another SECRET_KEY. */
export const signingSecretOf = (
  { encryption }: Pick<CommandsChange, 'encryption'>,
  { signingSecret }: Pick<ChatCommandsRow, 'signingSecret'>,
): Promise<string | null> => encryption.decrypt(SIGNING_SECRET, signingSecret);

/** True for the first delivery of a signed request; a copy of it has no effect. */
export async function claimChatRequest(
  deps: Pick<DraftChange, 'db' | 'clock'>,
  pageId: string,
  signature: string,
): Promise<boolean> {
  const event = { provider: 'slack', eventId: `${pageId} ${signature}`, receivedAt: deps.clock() };
  try {
    await write(deps.db, [insertInboundEvent(deps.db, event)]);
    return true;
  } catch (error) {
    if (violated(error)?.startsWith('inbound_event.')) return false;
    throw outageProblem(error) ?? error;
  }
}
