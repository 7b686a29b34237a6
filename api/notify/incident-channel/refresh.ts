import { chatWorkspaces } from '../../../db/channel/chat-workspace.ts';
import {
  type ChannelFacts,
  channelFacts,
  channelsDue,
  claimChannel,
  type IncidentChannel,
  updateChannel,
} from '../../../db/chat/incident-channel.ts';
import { write } from '../../../db/engine/write.ts';
import { insertLink } from '../../../db/room/plan.ts';
import { errorFacts } from '../../core/log.ts';
import { channelNameOf } from '../../domain/chat/channel-name.ts';
import { topicOf } from '../../domain/chat/topic.ts';
import { addressOf } from '../../domain/page/address.ts';
import { DAY, MINUTE } from '../../domain/time/time.ts';
import { dayOf } from '../../domain/time/zone.ts';
import { TOKEN_PURPOSE } from '../channels/slack/app.ts';
import { quiet } from '../channels/slack/quiet.ts';
import { slackSyntax } from '../channels/slack/syntax.ts';
import { inviteToChannel, peopleFor } from './people.ts';
import { type CallMethod, type IncidentChannelDeps, SlackRefusal, slackMethods } from './slack.ts';

const NAMES = 5;
/** How long one process works on a channel alone. */
const LEASE = MINUTE;
const NO_TOKEN = 'No Slack workspace is connected with a bot token.';

/** Makes the channels that are missing, invites people and keeps topics current. */
export async function refreshIncidentChannels(deps: IncidentChannelDeps): Promise<void> {
  for (const facts of await channelsDue(deps.db, deps.clock()))
    await refreshChannel(deps, facts).catch((error) => {
      deps.log('warn', 'a channel of an incident is not up to date', errorFacts(error));
    });
}

/** The same for one incident, at once. Its channel is made even if none is made by itself. */
export async function refreshIncidentChannel(
  deps: IncidentChannelDeps,
  incidentId: string,
): Promise<IncidentChannel | null> {
  const facts = await channelFacts(deps.db, incidentId);
  if (facts) await refreshChannel(deps, facts);
  return (await channelFacts(deps.db, incidentId))?.channel ?? null;
}

async function refreshChannel(deps: IncidentChannelDeps, facts: ChannelFacts): Promise<void> {
  const { incident, channel } = facts;
  const now = deps.clock();
  // Another process works on it, or Slack asked to wait. A person may ask again after a failure.
  if (channel && channel.dueAt > now && channel.state !== 'failed') return;
  const work = await workOf(deps, facts);
  if (work === null) return;
  const row = {
    ...{ incidentId: incident.id, pageId: incident.pageId, state: 'making' as const },
    ...{ workspaceId: '', teamId: '', name: '', dueAt: now + LEASE, createdAt: now },
  };
  if (!(await claimChannel(deps.db, row, channel))) return;
  const changes = await work().catch((error: unknown) => {
    if (error instanceof SlackRefusal) return refused(error, channel);
    throw error;
  });
  await write(deps.db, [updateChannel(deps.db, incident.id, { dueAt: now, ...changes(now) })]);
}

type Changes = (now: number) => Partial<IncidentChannel>;

/** What is to be done; null where everything is as it should be. */
async function workOf(
  deps: IncidentChannelDeps,
  facts: ChannelFacts,
): Promise<(() => Promise<Changes>) | null> {
  const { channel, incident } = facts;
  if (!channel?.channelId) return () => make(deps, facts);
  const topic = topicFor(deps, facts);
  const people = await peopleFor(deps.db, incident, deps.clock());
  const missing = people.filter(({ id }) => !channel.invited.includes(id));
  const isOver = incident.resolvedAt !== null;
  const state = isOver ? 'ended' : 'open';
  if (topic === channel.topic && state === channel.state && (isOver || missing.length === 0))
    return null;
  const place = { ...channel, channelId: channel.channelId };
  return async () => {
    const call = await methodsOf(deps, channel);
    return refreshOpen(deps, call, place, { topic, people: isOver ? [] : missing, state });
  };
}

/** A row for each method that succeeds: what follows may be refused. */
async function make(deps: IncidentChannelDeps, facts: ChannelFacts): Promise<Changes> {
  const { incident } = facts;
  const workspaces = await chatWorkspaces(deps.db, incident.pageId, 'slack');
  const workspace = workspaces.find(({ pausedAt }) => pausedAt === null);
  if (!workspace) throw new SlackRefusal('no_token', NO_TOKEN, 10 * MINUTE);
  const place = { workspaceId: workspace.id, teamId: workspace.externalId };
  const call = await methodsOf(deps, { ...place, pageId: incident.pageId });
  const { id: channelId, name } = await create(call, facts);
  const now = deps.clock();
  const made = { ...place, channelId, name, state: 'open' as const, problem: null };
  const url = `https://app.slack.com/client/${place.teamId}/${channelId}`;
  await write(deps.db, [
    updateChannel(deps.db, incident.id, made),
    insertLink(deps.db, {
      ...{ id: deps.newId(), pageId: incident.pageId, incidentId: incident.id, kind: 'chat', url },
      ...{ author: 'Slack', createdAt: now },
    }),
  ]);
  await call('chat.postMessage', { channel: channelId, ...welcome(deps, facts), ...quiet });
  const people = await peopleFor(deps.db, incident, now);
  const row = { ...made, pageId: incident.pageId, invited: [] };
  return refreshOpen(deps, call, row, { topic: topicFor(deps, facts), people, state: 'open' });
}

type Place = Pick<IncidentChannel, 'pageId' | 'teamId' | 'invited'> & { channelId: string };
type Wanted = {
  topic: string;
  people: Awaited<ReturnType<typeof peopleFor>>;
  state: IncidentChannel['state'];
};

async function refreshOpen(
  deps: IncidentChannelDeps,
  call: CallMethod,
  { channelId: channel, pageId, teamId, invited: before }: Place,
  { topic, people, state }: Wanted,
): Promise<Changes> {
  const { handled, strangers, refusal } = await inviteToChannel(
    deps.db,
    call,
    { pageId, teamId, channel },
    people,
  );
  const invited = [...before, ...handled];
  if (strangers.length > 0) {
    const text = `Not in Slack under the email address of their account: ${strangers.join(', ')}. Invite them by hand.`;
    await call('chat.postMessage', { channel, text: slackSyntax.literal(text), ...quiet });
  }
  await call('conversations.setTopic', { channel, topic });
  return (now) => ({
    ...{ invited, topic, state, problem: refusal?.message ?? null },
    ...(refusal ? { dueAt: now + refusal.waitMs } : {}),
  });
}

async function create(call: CallMethod, { incident }: ChannelFacts) {
  const day = dayOf(incident.createdAt, incident.zone);
  for (let attempt = 1; ; attempt++) {
    const name = channelNameOf(incident.template, { ...incident, day }, attempt);
    try {
      const { channel } = await call('conversations.create', { name, is_private: false });
      const made = channel as { id: string; name?: string };
      return { id: made.id, name: made.name ?? name };
    } catch (error) {
      const isTaken = error instanceof SlackRefusal && error.code === 'name_taken';
      if (!isTaken || attempt === NAMES) throw error;
    }
  }
}

async function methodsOf(
  deps: IncidentChannelDeps,
  { pageId, workspaceId }: Pick<IncidentChannel, 'pageId' | 'workspaceId'>,
): Promise<CallMethod> {
  const workspace = (await chatWorkspaces(deps.db, pageId, 'slack')).find(
    ({ id }) => id === workspaceId,
  );
  const token = workspace && (await deps.encryption.decrypt(TOKEN_PURPOSE, workspace.token));
  if (!token) throw new SlackRefusal('no_token', NO_TOKEN, 10 * MINUTE);
  return slackMethods(deps, token);
}

/** A channel that is gone is left alone for a day; everything else is tried again. */
const refused =
  ({ code, message, waitMs }: SlackRefusal, channel: IncidentChannel | null): Changes =>
  (now) => ({
    problem: message,
    dueAt: now + (gone.has(code) ? DAY : waitMs),
    ...(channel?.channelId ? {} : { state: 'failed' as const }),
  });

const gone = new Set(['channel_not_found', 'is_archived', 'not_in_channel']);

const roomOf = (deps: IncidentChannelDeps, { incident }: ChannelFacts): string =>
  `${addressOf(incident, deps.config.baseUrl)}/admin/incidents/${incident.id}`;

const topicFor = (deps: IncidentChannelDeps, { incident }: ChannelFacts): string =>
  topicOf(incident, { zone: incident.zone, baseUrl: addressOf(incident, deps.config.baseUrl) });

function welcome(deps: IncidentChannelDeps, facts: ChannelFacts) {
  const { literal, bold, link } = slackSyntax;
  const title = bold(literal(facts.incident.name));
  const room = link(roomOf(deps, facts), 'Open the room');
  return {
    text: `${title}\n${room}. Write updates here with \`/incident update\`. Messages that you pin are added to the team’s timeline.`,
  };
}
