import { Hono } from 'hono';
import { exportOnCallFile } from '../../../actions/on-call/export.ts';
import type { App } from '../../../context/context.ts';
import { onlyTakes } from '../request/methods.ts';

/** Under `/pages/:page/on_call.yaml`: escalation policies and alerts, as they are imported. */
export function onCallFile(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) =>
    c.body(await exportOnCallFile(c.var.deps, c.var.page.id), 200, {
      'content-type': 'application/yaml; charset=utf-8',
    }),
  );
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}
