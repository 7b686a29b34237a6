import { Hono } from 'hono';
import { releaseSending } from '../../actions/delivery/release.ts';
import type { App, RenderPage } from '../../context/context.ts';
import { Problem } from '../../core/problem.ts';
import { can } from '../../domain/response/permissions.ts';
import { namedOnly } from '../../http/access/restricted.ts';
import { openedAt } from '../../http/opened-at.ts';
import { requirePermission } from '../../http/permission.ts';
import { mailTestState } from '../../notify/test/run.ts';
import { readChecklist } from '../../reads/checklist.ts';
import { readOnCallNow } from '../../reads/on-call/schedules.ts';
import { readOverview } from '../../reads/overview.ts';
import { accountRoutes } from './account/account.ts';
import { invitationRoutes } from './account/invitation.ts';
import { passwordResetRoutes } from './account/password-reset.ts';
import { signInRoutes } from './account/sign-in.ts';
import { alertRoutes } from './alert/alerts.ts';
import { membersOnly } from './auth.ts';
import { componentRoutes } from './component/components.ts';
import { mailbox } from './delivery/mail.ts';
import { drillRoutes } from './drill/drills.ts';
import { escalationRoutes } from './escalation/policies.ts';
import { handoverRoutes } from './handover/handover.ts';
import { shiftRoutes } from './handover/shifts.ts';
import { incidentAccess } from './incident/access.ts';
import { drafts } from './incident/drafts.ts';
import { incidents } from './incident/incidents.ts';
import { insights } from './insights/insights.ts';
import { maintenances } from './maintenance/maintenances.ts';
import { onCallRoutes } from './on-call/on-call.ts';
import { palette } from './palette.ts';
import { prefetch } from './prefetch.ts';
import { reviewRoutes } from './review/reviews.ts';
import { suspectRoutes } from './room/changes.ts';
import { incidentRoom } from './room/room.ts';
import { runbookRoutes } from './runbook/runbooks.ts';
import { settings } from './settings/settings.ts';
import { subscriberLists } from './subscriber/subscribers.ts';

/** The console: for members of the page only, and never cached. */
export function admin(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(async (c, next) => {
    c.header('cache-control', 'no-store');
    await next();
    c.header('cache-control', 'no-store');
  });
  app.use(openedAt);
  app.route('/', signInRoutes(renderPage));
  app.route('/', passwordResetRoutes(renderPage));
  app.route('/invitation', invitationRoutes(renderPage));
  app.use('/incidents/:incident', prefetch);
  app.use(membersOnly(renderPage));
  app.route('/account', accountRoutes(renderPage));
  app.route('/incidents/:id/access', incidentAccess(renderPage));
  for (const path of ['/incidents/:id', '/maintenances/:id'])
    for (const part of [path, `${path}/*`]) app.use(part, namedOnly('id'));
  app.route('/incidents/:id/room', incidentRoom(renderPage));
  app.route('/incidents/:id/handover', handoverRoutes(renderPage));
  app.route('/incidents/:id/changes', suspectRoutes());
  app.route('/on-call/handover', shiftRoutes(renderPage));
  app.route('/on-call/drills', drillRoutes(renderPage));
  app.route('/alerts', alertRoutes(renderPage));
  app.route('/runbooks', runbookRoutes(renderPage));
  app.route('/on-call/escalation', escalationRoutes(renderPage));
  app.route('/on-call', onCallRoutes(renderPage));
  app.route('/reviews', reviewRoutes(renderPage));
  app.route('/incidents', incidents(renderPage));
  app.route('/drafts', drafts(renderPage));
  app.route('/maintenances', maintenances(renderPage));
  app.route('/components', componentRoutes(renderPage));
  app.route('/insights', insights(renderPage));
  app.route('/settings', settings(renderPage));
  app.route('/subscribers', subscriberLists(renderPage));
  app.route('/mail', mailbox(renderPage));
  app.route('/palette', palette());
  app.get('/', async (c) => {
    const { deps, actor, page } = c.var;
    const checklist = can(actor, 'settings.edit', page) ? await readChecklist(deps, page) : null;
    const isMailTestDue =
      checklist === null &&
      can(actor, 'mail.control', page) &&
      (await mailTestState(deps)).isWanted;
    const wantsMailTest = isMailTestDue ? { transport: deps.mailer.name } : undefined;
    return renderPage(c, '/admin', {
      ...(await readOverview(deps.db, actor, page, deps.clock())),
      onCall: await readOnCallNow(deps.db, page.id, deps.clock()),
      mirror: deps.mirror?.outcome(),
      proxyWarnings: deps.proxyWarnings.list(),
      wantsMailTest,
      checklist,
    });
  });
  app.post('/release', requirePermission('mail.release'), async (c) => {
    await releaseSending(c.var.deps, c.var.actor, c.var.page.id);
    return c.redirect('/admin?done=released', 303);
  });

  app.onError(async (error, c) => {
    if (!(error instanceof Problem)) throw error;
    const refusal = { title: titles[error.code] ?? 'Something went wrong', message: error.message };
    const page = await renderPage(c, { refusal }, '/admin/refused');
    return new Response(page.body, { status: error.status, headers: page.headers });
  });
  return app;
}

const titles: Partial<Record<Problem['code'], string>> = {
  not_found: 'Not found',
  forbidden: 'You don’t have access',
};
