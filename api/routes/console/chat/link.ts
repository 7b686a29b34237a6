import { Hono } from 'hono';
import { listChatPeople } from '../../../../db/chat/person.ts';
import { makeLinkCode, unlinkChat } from '../../../actions/chat/link.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm, text } from '../../../http/form.ts';

const PATH = '/admin/account/slack';

/** Mounted at /admin/account/slack: the Slack accounts that act as this member. */
export function chatLinkRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, actor, page } = c.var;
    const linked = await listChatPeople(deps.db, page.id, actor.id);
    return renderPage(c, PATH, { linked, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        if (values.do !== 'unlink')
          return { redraw: { code: (await makeLinkCode(deps, actor, page.id)).code } };
        const teamId = text(values, 'team');
        const externalId = text(values, 'user');
        await unlinkChat(deps, actor, { pageId: page.id, teamId, externalId });
        return `${PATH}?done=slack-unlinked`;
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}
