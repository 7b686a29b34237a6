import { Hono } from 'hono';
import { chatWorkspaces } from '../../../../db/channel/chat-workspace.ts';
import {
  ChatCommandsInput,
  removeChatCommands,
  saveChatCommands,
} from '../../../actions/chat/commands.ts';
import { workspaceToken } from '../../../actions/chat/workspace.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { botScopes } from '../../../domain/chat/manifest.ts';
import { handleForm, parse, Ticked } from '../../../http/form.ts';
import { grantedScopes } from '../../../notify/channels/slack/scopes.ts';
import { readChatCommands } from '../../../reads/chat/commands.ts';

const PATH = '/admin/settings/chat/commands';
const Form = ChatCommandsInput.extend({ makesChannels: Ticked });

/** Mounted at /admin/settings/chat/commands: the Slack app behind `/incident`. */
export function chatCommandSettings(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const settings = await readChatCommands(deps.db, page.id, deps.config.baseUrl);
    const rights = form?.values.do === 'test' ? await rightsOf(c) : null;
    return renderPage(c, PATH, { ...settings, rights, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        if (values.do === 'test') return { redraw: values };
        if (values.do === 'remove') await removeChatCommands(deps, actor, page.id);
        else await saveChatCommands(deps, actor, page.id, parse(Form, values));
        return `${PATH}?done=saved`;
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}

/** What the token of each workspace lacks. */
async function rightsOf(c: AppContext) {
  const { deps, page } = c.var;
  const workspaces = await chatWorkspaces(deps.db, page.id, 'slack');
  const api = { send: deps.send, slackApi: deps.config.slackApi };
  return Promise.all(
    workspaces.map(async (workspace) => {
      const token = await workspaceToken(deps, workspace);
      const granted = token
        ? await grantedScopes(api, token)
        : { wrong: 'The stored token can’t be read. Connect the workspace again.' };
      const missing =
        'scopes' in granted
          ? Object.entries(botScopes).filter(([scope]) => !granted.scopes.includes(scope))
          : [];
      return {
        name: workspace.name,
        wrong: 'wrong' in granted ? granted.wrong : null,
        missing: missing.map(([scope, what]) => ({ scope, what })),
      };
    }),
  );
}
