import { Hono } from 'hono';
import { listComponents } from '../../../../db/component/component.ts';
import { findIncident } from '../../../../db/incident/incident.ts';
import { listMembers } from '../../../../db/team/account.ts';
import { drillFindings } from '../../../actions/drill/findings.ts';
import { playDrills } from '../../../actions/drill/play.ts';
import { NewDrill, startDrill } from '../../../actions/drill/start.ts';
import { endDrill } from '../../../actions/drill/stop.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { membersWith } from '../../../domain/response/permissions.ts';
import { handleForm, parse, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readDrill, readDrills } from '../../../reads/drill/drills.ts';

const may = requirePermission('incident.respond');

/** Under `/admin/on-call/drills`: practice that no reader sees. */
export function drillRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  const drawList = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const [list, members, components] = await Promise.all([
      readDrills(deps.db, page.id),
      listMembers(deps.db, page.id),
      listComponents(deps.db, page.id),
    ]);
    return renderPage(c, '/admin/on-call/drills', {
      ...{ ...list, form },
      people: membersWith(members, 'incident.respond').map(({ id, name }) => ({ id, name })),
      components: components.flatMap(({ group, id, name }) => (group ? [] : [{ id, name }])),
    });
  };
  app.get('/', requirePermission('page.read'), (c) => drawList(c));
  app.post('/', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const id = await startDrill(deps, actor, page.id, parse(NewDrill, drillIn(values)));
        await playDrills(deps);
        return `/admin/incidents/${id}`;
      },
      draw: (form) => drawList(c, form),
    }),
  );
  app.get('/:id', requirePermission('page.read'), async (c) => {
    const { deps, page } = c.var;
    const id = c.req.param('id');
    const record = await findIncident(deps.db, page.id, id);
    const findings = record?.drill ? await drillFindings(deps, record) : [];
    const counted = { findings: findings.length, now: deps.clock() };
    const shown = await readDrill(deps.db, page, id, counted);
    if (!shown) throw notFound('drill');
    return renderPage(c, '/admin/on-call/drills/[id]', { ...shown, findings });
  });
  app.post('/:id/end', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    await endDrill(deps, actor, page.id, id);
    return c.redirect(`/admin/on-call/drills/${id}?done=drill-ended`, 303);
  });
  return app;
}

const drillIn = (values: Values) => ({
  scenario: text(values, 'scenario'),
  yaml: text(values, 'scenario') === 'own' ? text(values, 'yaml') : '',
  speed: text(values, 'speed') || '1',
  participants: [values.participants ?? []].flat(),
  componentIds: [values.components ?? []].flat(),
});
