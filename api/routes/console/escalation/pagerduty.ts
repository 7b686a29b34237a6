import type { Context } from 'hono';
import { Hono } from 'hono';
import {
  removePagerDuty,
  savePagerDuty,
  testPagerDuty,
} from '../../../actions/escalation/pagerduty.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { PagerDutyInput } from '../../../domain/escalation/pagerduty.ts';
import { handleForm, parse, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readPagerDutySettings } from '../../../reads/escalation/pagerduty.ts';

const HERE = '/admin/on-call/escalation/pagerduty';

/** The service of PagerDuty that escalation policies can trigger. */
export function pagerDutyRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('settings.edit'));
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const settings = await readPagerDutySettings(c.var.deps, c.var.page.id);
    return renderPage(c, HERE, { settings, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, { run: (values) => run(c, values), draw: (form) => draw(c, form) }),
  );
  return app;
}

async function run(c: Context<App>, values: Values): Promise<string> {
  const { deps, actor, page } = c.var;
  switch (values.do) {
    case 'remove':
      await removePagerDuty(deps, actor, page.id);
      return `${HERE}?done=saved`;
    case 'test':
      await testPagerDuty(deps, page);
      return `${HERE}?done=pagerduty-test`;
    default:
      await savePagerDuty(deps, actor, page.id, parse(PagerDutyInput, values));
      return `${HERE}?done=saved`;
  }
}
