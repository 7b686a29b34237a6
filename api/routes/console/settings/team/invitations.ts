import { Hono } from 'hono';
import { listMembers } from '../../../../../db/team/account.ts';
import { openInvitations } from '../../../../../db/team/invitation.ts';
import { invite, inviteAgain, withdraw } from '../../../../actions/team/invitation.ts';
import { type HandOver, Invite } from '../../../../actions/team/invitation-link.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../../context/context.ts';
import { handleForm, parse } from '../../../../http/form.ts';

const INVITED = '/admin/settings/members?done=invited';

/** The list of people, and the invitations that nobody has accepted yet. */
export function invitations(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const [members, invitations] = await Promise.all([
      listMembers(deps.db, page.id),
      openInvitations(deps.db, page.id),
    ]);
    const isMailSetUp = deps.mailer.name !== 'local';
    const props = { members, invitations, isMailSetUp, form };
    return renderPage(c, '/admin/settings/members', props);
  };
  /** Answers with the list: after an email with a notice, otherwise with the link, which is shown once. */
  const answer = (link: string | null) => (link === null ? INVITED : { redraw: { link } });

  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        return answer(await invite(deps, actor, page, parse(Invite, values), handOverOf(c)));
      },
      draw: (form) => draw(c, form),
    }),
  );
  app.post('/invitations/:id/resend', (c) =>
    handleForm(c, {
      run: async () => {
        const { deps, actor, page } = c.var;
        return answer(await inviteAgain(deps, actor, page, c.req.param('id'), handOverOf(c)));
      },
      draw: (form) => draw(c, form),
    }),
  );
  app.post('/invitations/:id/link', (c) =>
    handleForm(c, {
      run: async () => {
        const { deps, actor, page } = c.var;
        return answer(await inviteAgain(deps, actor, page, c.req.param('id'), byOwner(c)));
      },
      draw: (form) => draw(c, form),
    }),
  );
  app.post('/invitations/:id/withdraw', async (c) => {
    await withdraw(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect('/admin/settings/members?done=invitation-withdrawn', 303);
  });
  return app;
}

/** The local mailbox sends nothing. */
const handOverOf = (c: AppContext): HandOver =>
  c.var.deps.mailer.name === 'local' ? byOwner(c) : { by: 'email' };

/**
 * Without BASE_URL the link leads to where the owner has the console open. Only the owner sees it:
 * a wrong `Host` would mislead nobody else.
 */
function byOwner(c: AppContext): HandOver {
  const { baseUrl, hasBaseUrl } = c.var.deps.config;
  const opened = c.var.locals.openedAt?.origin;
  return { by: 'owner', origin: hasBaseUrl || !opened ? baseUrl : opened };
}
