import { Hono } from 'hono';
import { chatWorkspaces } from '../../../../db/channel/chat-workspace.ts';
import {
  addSlackChannel,
  connectWorkspace,
  removeSlackChannel,
  removeWorkspace,
  requireWorkspace,
  SlackChannelInput,
  WorkspaceToken,
  workspaceToken,
} from '../../../actions/chat/workspace.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { refused } from '../../../core/problem.ts';
import { handleForm, parse, text } from '../../../http/form.ts';
import { checkSlackToken, postSlackTest } from '../../../notify/channels/slack/check.ts';
import { readChatSettings } from '../../../reads/chat-settings.ts';

type Values = Parameters<typeof text>[0];

/** Mounted at /admin/settings/chat: workspaces of Slack that the page posts to with a token. */
export function chatSettings(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const settings = await readChatSettings(c.var.deps, c.var.page.id);
    return renderPage(c, '/admin/settings/chat', { ...settings, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, { run: (values) => run(c, values), draw: (form) => draw(c, form) }),
  );
  return app;
}

async function run(c: AppContext, values: Values): Promise<string> {
  const { deps, actor, page } = c.var;
  const id = text(values, 'workspace');
  switch (values.do) {
    case 'connect':
      return connect(c, values);
    case 'remove':
      await removeWorkspace(deps, actor, await requireWorkspace(deps, page.id, id));
      return '/admin/settings/chat?done=saved';
    case 'remove channel': {
      const workspace = await requireWorkspace(deps, page.id, id);
      await removeSlackChannel(deps, actor, workspace, text(values, 'channel'));
      return '/admin/settings/chat?done=saved';
    }
    default:
      return postToChannel(c, values);
  }
}

/** A token of a workspace that is known replaces its token. */
async function connect(c: AppContext, values: Values): Promise<string> {
  const { deps, actor, page } = c.var;
  const { token } = parse(WorkspaceToken, values);
  const checked = await checkSlackToken(slackOf(c), token);
  if ('wrong' in checked) throw refused({ token: checked.wrong });
  const known = await chatWorkspaces(deps.db, page.id, 'slack');
  const existing = known.find(({ externalId }) => externalId === checked.teamId);
  await connectWorkspace(deps, actor, { pageId: page.id, existing }, { token, ...checked });
  return '/admin/settings/chat?done=saved';
}

/** A test message to a channel, which is then added if it is new. */
async function postToChannel(c: AppContext, values: Values): Promise<string> {
  const { deps, actor, page } = c.var;
  const { channel: channelId } = parse(SlackChannelInput, values);
  const workspace = await requireWorkspace(deps, page.id, text(values, 'workspace'));
  const token = await workspaceToken(deps, workspace);
  if (!token)
    throw refused({ channel: 'The stored token can’t be read. Connect the workspace again.' });
  const isNew = values.do === 'add channel';
  const line = isNew
    ? `This channel now gets updates of ${page.name} status.`
    : `Test message of ${page.name} status. Updates arrive in this channel.`;
  const wrong = await postSlackTest(slackOf(c), { token, channelId, text: plain(line) });
  if (wrong) throw refused({ channel: wrong });
  if (isNew) await addSlackChannel(deps, actor, workspace, channelId);
  return `/admin/settings/chat?done=${isNew ? 'saved' : 'chat-test'}`;
}

const slackOf = ({ var: { deps } }: AppContext) => ({
  send: deps.send,
  slackApi: deps.config.slackApi,
});

const plain = (line: string): string =>
  line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
