import {
  type ChatMessage,
  type ChatMessageKey,
  chatMessageOf,
  forgetChatMessage,
  insertChatMessage,
  saveChatMessage,
} from '../../../../db/channel/chat-message.ts';
import {
  type ChatWorkspace,
  chatWorkspaceById,
  pauseWorkspace,
} from '../../../../db/channel/chat-workspace.ts';
import type { SlackChannel } from '../../../domain/destination/slack.ts';
import type { Batch, Call, ChannelAnswer } from '../../port/channel.ts';
import type { ChatDeps } from '../update/chat-call.ts';
import type { SlackMessage, SlackUpdate } from './message.ts';
import { quiet } from './quiet.ts';
import { callSlack, type SlackBody } from './web-api.ts';

/** What the tokens of workspaces are encrypted for. */
export const TOKEN_PURPOSE = 'chat_workspace.token';
const EVENT = 'allclear_update';

type To = SlackChannel & ChatMessageKey & { pageId: string; notificationId: string };
type Posting = {
  deps: ChatDeps;
  to: To;
  workspace: ChatWorkspace;
  token: string;
  request: Call['request'];
  /** A crash interrupted an earlier attempt, which may have posted. */
  isInterrupted: boolean;
};

/**
 * Posts to a channel with the token of its workspace. The first update of an incident is a message,
 * each later one a reply in its thread, and the message is edited to the current state. The text of
 * the first update is posted into the thread when the second comes, since the edit replaces it.
 */
export async function postByApp(
  deps: ChatDeps,
  given: { channel: SlackChannel; batch: Batch; subscriberId: string; update: SlackUpdate },
  call: { request: Call['request']; isInterrupted: boolean },
): Promise<ChannelAnswer> {
  const { id: notificationId, incidentId, pageId } = given.batch.notification;
  const to = {
    ...given.channel,
    subscriberId: given.subscriberId,
    incidentId,
    pageId,
    notificationId,
  };
  const workspace = await chatWorkspaceById(deps.db, pageId, to.workspaceId);
  if (!workspace) return credential('The Slack workspace was removed from the console.');
  if (workspace.pausedAt !== null)
    return credential(workspace.pauseReason ?? 'The token was refused.');
  const token = await deps.encryption.decrypt(TOKEN_PURPOSE, workspace.token);
  if (!token) return credential('The stored token can’t be read, since SECRET_KEY has changed.');
  const posting = { deps, to, workspace, token, ...call };
  const answer = await postUpdate(posting, given.update);
  if (answer.kind !== 'refused' || answer.about !== 'credential') return answer;
  return {
    ...answer,
    writes: [...(answer.writes ?? []), pauseWorkspace(deps.db, workspace, answer.message)],
  };
}

async function postUpdate(posting: Posting, update: SlackUpdate): Promise<ChannelAnswer> {
  const { deps, to } = posting;
  const first = await chatMessageOf(deps.db, to);
  if (!first) return postRoot(posting, update);
  if (first.newestNotification !== to.notificationId) {
    const { answer, isThreadGone } = await postReplies(posting, first, update.reply);
    if (isThreadGone) {
      await forgetChatMessage(deps.db, to);
      return postRoot(posting, update);
    }
    if (answer.kind !== 'sent') return answer;
    await saveChatMessage(deps.db, to, { newestNotification: to.notificationId });
  }
  return editRoot(posting, first.messageId, update.root);
}

async function postRoot(posting: Posting, { root, reply }: SlackUpdate): Promise<ChannelAnswer> {
  const { subscriberId, incidentId, notificationId: newestNotification } = posting.to;
  const key = `${newestNotification}/root`;
  const { answer, ts: messageId } = await postOnce(posting, root, { key, thread: null });
  if (answer.kind !== 'sent' || !messageId) return answer;
  const firstUpdate = JSON.stringify(reply);
  const row = { subscriberId, incidentId, messageId, firstUpdate, newestNotification };
  return { ...answer, writes: [insertChatMessage(row)] };
}

type Posted = { answer: ChannelAnswer; ts: string | null; isThreadGone?: boolean };

/** The text of the first update, if it is not in the thread yet, then that of this one. */
async function postReplies(
  posting: Posting,
  first: ChatMessage,
  reply: SlackMessage,
): Promise<Posted> {
  const { deps, to } = posting;
  const thread = first.messageId;
  if (first.firstUpdate) {
    const earlier = JSON.parse(first.firstUpdate) as SlackMessage;
    const key = `${first.newestNotification}/first`;
    const posted = await postOnce(posting, earlier, { key, thread });
    if (posted.answer.kind !== 'sent') return posted;
    await saveChatMessage(deps.db, to, { firstUpdate: null });
  }
  return postOnce(posting, reply, { key: to.notificationId, thread });
}

/** An edit can be repeated. A message that somebody deleted needs none. */
async function editRoot(posting: Posting, ts: string, root: SlackMessage): Promise<ChannelAnswer> {
  const { deps, token, to, request } = posting;
  const given = { channel: to.channelId, ts, ...root, ...quiet };
  const { answer, body } = await request(() => callSlack(deps, token, 'chat.update', given));
  if (body.error && unneeded.has(body.error)) return { kind: 'sent', failures: [] };
  return answer.kind === 'ambiguous' ? { ...answer, kind: 'refused', about: 'server' } : answer;
}

const unneeded = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);
const lostThreads = new Set(['thread_not_found', 'cannot_reply_to_message', 'message_not_found']);

/** Posts unless an earlier attempt did, which only the channel's history can tell. */
async function postOnce(
  posting: Posting,
  message: SlackMessage,
  { key, thread }: { key: string; thread: string | null },
): Promise<Posted> {
  const { deps, token, to, request, isInterrupted } = posting;
  if (isInterrupted) {
    const earlier = await findPosted(posting, { key, thread });
    if (earlier === 'unknown') return { answer: interrupted, ts: null };
    if (earlier) return { answer: { kind: 'sent', failures: [] }, ts: earlier };
  }
  const metadata = { event_type: EVENT, event_payload: { key } };
  const given = {
    ...{ channel: to.channelId, ...message, ...quiet, metadata },
    ...(thread ? { thread_ts: thread } : {}),
  };
  const { answer, body } = await request(() => callSlack(deps, token, 'chat.postMessage', given));
  if (answer.kind === 'ambiguous') {
    const found = await findPosted(posting, { key, thread });
    if (found && found !== 'unknown') return { answer: { kind: 'sent', failures: [] }, ts: found };
  }
  const isThreadGone = body.error !== undefined && lostThreads.has(body.error);
  return { answer, ts: typeof body.ts === 'string' ? body.ts : null, isThreadGone };
}

/** The message of an earlier attempt; null when there is none, `unknown` when Slack doesn't tell. */
async function findPosted(
  { deps, token, to }: Posting,
  { key, thread }: { key: string; thread: string | null },
): Promise<string | null> {
  const given = { channel: to.channelId, limit: '50', include_all_metadata: 'true' };
  const { answer, body } = thread
    ? await callSlack(deps, token, 'conversations.replies', { ...given, ts: thread, limit: '200' })
    : await callSlack(deps, token, 'conversations.history', given);
  if (answer.kind !== 'sent' || !Array.isArray(body.messages)) return 'unknown';
  const found = (body.messages as SlackBody[]).find(
    ({ metadata }) =>
      (metadata as { event_payload?: { key?: unknown } } | undefined)?.event_payload?.key === key,
  );
  return typeof found?.ts === 'string' ? found.ts : null;
}

const interrupted: ChannelAnswer = {
  kind: 'ambiguous',
  code: 'interrupted',
  message: 'Interrupted while it was posted, and the token can’t read the channel’s history.',
};

const credential = (message: string): ChannelAnswer => ({
  ...{ kind: 'refused', code: 'credential', message, about: 'credential' },
});
