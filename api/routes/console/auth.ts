import { createMiddleware } from 'hono/factory';
import { draftsToApprove as listToApprove } from '../../../db/draft/draft.ts';
import { remindersOf } from '../../../db/obligation/open.ts';
import { findSitePage } from '../../../db/page/page.ts';
import { listMembers } from '../../../db/team/account.ts';
import { noteSessionUse } from '../../actions/team/session.ts';
import { personOf } from '../../auth/session.ts';
import { behind } from '../../context/behind.ts';
import type { App, AppContext, RenderPage } from '../../context/context.ts';
import { can, membersWith } from '../../domain/response/permissions.ts';
import { setCookies } from '../../http/caller.ts';
import { valuesOf } from '../../http/form.ts';
import { browserHost } from '../../http/opened-at.ts';
import { assertCan } from '../../http/permission.ts';

/** Admits members of the page and identifies them. */
export const membersOnly = (renderPage: RenderPage) =>
  createMiddleware<App>(async (c, next) => {
    const { deps } = c.var;
    const isRead = c.req.method === 'GET';
    const [page, person] = await Promise.all([
      findSitePage(deps.db, deps.pageId),
      personOf(deps, c.req.raw.headers, isRead),
    ]);
    if (!page) return c.redirect('/', 303); // explains how to set up
    if (!person) return isRead ? toSignIn(c) : redrawWithText(c, renderPage);
    const { actor, cookies, session } = person;
    c.set('page', page);
    c.set('actor', actor);
    const latest = isRead ? null : deps.snapshots.latest();
    const snapshot = latest ?? (await deps.snapshots.current());
    const draftsToApprove = async () =>
      can(actor, 'incident.approve', page) ? listToApprove(deps.db, page.id, actor.id) : [];
    const hasApprover = async () =>
      membersWith(await listMembers(deps.db, page.id), 'incident.approve').some(
        ({ id }) => id !== actor.id,
      );
    const reminders = () => remindersOf(deps.db, page.id, actor.id);
    const known = { actor, page, snapshot, draftsToApprove, hasApprover, reminders };
    c.set('locals', { ...c.get('locals'), ...known });
    assertCan(actor, 'page.read', page);
    if (c.get('locals').openedAt?.isElsewhere) deps.addresses.seeMember(browserHost(c));
    await next();
    behind(c, noteSessionUse(deps, session));
    // A handler that started a new session has set its own cookies.
    if (!c.res.headers.has('set-cookie')) setCookies(c, cookies);
    return;
  });

function toSignIn(c: AppContext): Response {
  const { pathname, search } = new URL(c.req.url);
  const next = pathname === '/admin' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  return c.redirect(`/admin/sign-in${next}`, 303);
}

/** The session ended while somebody was writing: the page keeps the submitted text. */
async function redrawWithText(c: AppContext, renderPage: RenderPage): Promise<Response> {
  const posted = Object.entries(await valuesOf(c)).filter(([name]) => !/password/i.test(name));
  const message =
    'You were signed out. Your text is kept on this page: sign in in a new tab, then come back and select “Continue”.';
  const page = await renderPage(
    c,
    {
      refusal: { title: 'Sign in again', message, resubmit: true },
      form: { status: 401, message: '', fields: {}, values: Object.fromEntries(posted) },
    },
    `/admin/refused?to=${encodeURIComponent(c.req.path)}`,
  );
  return new Response(page.body, { status: 401, headers: page.headers });
}
