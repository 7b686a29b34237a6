import { afterEach, beforeEach, expect } from 'vitest';
import { saveChatCommands } from '../../../api/actions/chat/commands.ts';
import { connectWorkspace } from '../../../api/actions/chat/workspace.ts';
import { openChatIncidents } from '../../../db/chat/incident.ts';
import { listDrafts } from '../../../db/draft/draft.ts';
import { findIncidentRow, readRoom } from '../../../db/room/event.ts';
import { type ConsoleWorld, makeConsole } from '../world/console.ts';
import { rowsOf } from '../world/drafts.ts';
import { addPerson } from '../world/people.ts';
import { sendToLoopback } from './destinations.ts';
import { Slack } from './slack.ts';
import { SIGNING_SECRET, SlackApp, type SlackReply } from './slack-app.ts';

const TOKEN = 'xoxb-good-token-1';
export const BOT_SCOPES = ['chat:write', 'channels:manage', 'users:read', 'users:read.email'];

export type ChatWorld = Awaited<ReturnType<typeof makeChatWorld>>;

/** A page with `/incident`, three members and a stranger in a loopback Slack. */
export async function makeChatWorld() {
  const slack = await new Slack().start();
  const world = await makeConsole({ env: { SLACK_API_URL: `${slack.url}/api` } });
  Object.assign(world.deps, { send: sendToLoopback });
  const app = new SlackApp(world, slack);
  const ada = await addPerson(world, 'Ada');
  const bo = await addPerson(world, 'Bo');
  const vic = await addPerson(world, 'Vic', 'viewer');
  for (const name of ['ada', 'bo', 'vic', 'stranger'])
    slack.workspace.users.set(`U0${name.toUpperCase()}`, {
      ...{ team_id: 'T0TEAM', email: `${name}@example.com`, is_email_confirmed: true },
    });
  const setUp = (wanted: { scopes?: string[]; makesChannels?: boolean } = {}) =>
    setUpCommands(world, slack, wanted);
  await setUp();
  const { deps, pageId } = world;
  return {
    ...{ world, slack, app, setUp, people: { ada, bo, vic } },
    open: () => openChatIncidents(deps.db, pageId),
    drafts: () => listDrafts(deps.db, pageId),
    /** The one answer to a command. */
    type: (userId: string, text: string, channelId?: string) =>
      onlyReply(app.command(userId, text, channelId)),
    click: (userId: string, reply: SlackReply, action: string) =>
      onlyReply(app.click(userId, reply, action)),
    timeline: async (id: string) => {
      const row = await findIncidentRow(deps.db, pageId, id);
      return row ? (await readRoom(deps.db, row)).events : [];
    },
    close: async () => {
      await world.close();
      await slack.stop();
    },
  };
}

/** A new one for each test of a file, of which Slack must have refused nothing. */
export function eachChatWorld(use: (made: ChatWorld) => void): void {
  let made: ChatWorld;
  beforeEach(async () => {
    made = await makeChatWorld();
    use(made);
  });
  afterEach(async () => {
    expect(made.slack.refused).toEqual([]);
    await made.close();
  });
}

async function setUpCommands(
  world: ConsoleWorld,
  slack: Slack,
  { scopes = BOT_SCOPES, makesChannels = false },
): Promise<void> {
  const { deps, owner, pageId } = world;
  slack.tokens.set(TOKEN, { scopes });
  const [existing] = await rowsOf(world, 'select id from chat_workspace');
  const of = { pageId, existing: undefined };
  const given = { token: TOKEN, teamId: 'T0TEAM', team: 'Acme' };
  if (!existing) await connectWorkspace(deps, owner, of, given);
  await saveChatCommands(deps, owner, pageId, {
    ...{ signingSecret: SIGNING_SECRET, makesChannels, sharedChannel: 'incidents' },
    channelName: 'inc-{{date}}-{{title}}',
  });
}

async function onlyReply(replies: Promise<SlackReply[]>): Promise<SlackReply> {
  const [one, ...others] = await replies;
  if (!one || others.length > 0) throw new Error(`${others.length + 1} answers`);
  return one;
}
