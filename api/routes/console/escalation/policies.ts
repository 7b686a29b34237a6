import { Hono } from 'hono';
import type { PolicyRow } from '../../../../db/escalation/policy.ts';
import {
  createPolicy,
  removePolicy,
  requirePolicy,
  savePolicy,
} from '../../../actions/escalation/policy.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readPolicies, readPolicyOptions } from '../../../reads/escalation/policies.ts';
import { pagerDutyRoutes } from './pagerduty.ts';
import { readPolicyForm, withChangedLevels } from './policy-form.ts';

const may = requirePermission('settings.edit');
const LIST = '/admin/on-call/escalation';

/** Under `/admin/on-call/escalation`: whom an incident notifies that nobody acknowledges. */
export function escalationRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', requirePermission('page.read'), async (c) =>
    renderPage(c, LIST, await readPolicies(c.var.deps.db, c.var.page.id, c.var.deps.clock())),
  );

  const drawNew = async (c: AppContext, form?: RefusedForm) => {
    const options = await optionsOf(c);
    return renderPage(c, '/admin/on-call/escalation/new', { options, form });
  };
  app.get('/new', may, (c) => drawNew(c));
  app.post('/new', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const redraw = withChangedLevels(values);
        if (redraw) return { redraw };
        const { expectedRevision: _, ...input } = readPolicyForm(values);
        await createPolicy(c.var.deps, c.var.actor, c.var.page.id, input);
        return `${LIST}?done=added`;
      },
      draw: (form) => drawNew(c, form),
    }),
  );

  app.route('/pagerduty', pagerDutyRoutes(renderPage));

  const drawEdit = async (c: AppContext, policy: PolicyRow, form?: RefusedForm) => {
    const options = await optionsOf(c);
    return renderPage(c, '/admin/on-call/escalation/[id]', { policy, options, form });
  };
  app.get('/:id', may, async (c) => drawEdit(c, await policyOf(c)));
  app.post('/:id', may, async (c) => {
    const { id } = await policyOf(c);
    return handleForm(c, {
      run: async (values) => {
        const redraw = withChangedLevels(values);
        if (redraw) return { redraw };
        await savePolicy(c.var.deps, c.var.actor, c.var.page.id, id, readPolicyForm(values));
        return `${LIST}?done=saved`;
      },
      draw: async (form) => drawEdit(c, await policyOf(c), form),
    });
  });
  app.get('/:id/delete', may, async (c) =>
    renderPage(c, '/admin/on-call/escalation/[id]/delete', { policy: await policyOf(c) }),
  );
  app.post('/:id/delete', may, async (c) => {
    const { id } = await policyOf(c);
    await removePolicy(c.var.deps, c.var.actor, c.var.page.id, id);
    return c.redirect(`${LIST}?done=policy-deleted`, 303);
  });
  return app;
}

const optionsOf = (c: AppContext) =>
  readPolicyOptions(c.var.deps.db, c.var.page.id, c.var.deps.clock());

const policyOf = (c: AppContext) =>
  requirePolicy(c.var.deps, c.var.page.id, c.req.param('id') ?? '');
