import { Hono } from 'hono';
import { z } from 'zod';
import type { App, RenderPage } from '../../context.ts';
import { parseLocal } from '../../domain/zone.ts';
import { createIncident } from '../../publish/incident.ts';
import { NewIncident, titleOf } from '../../publish/input.ts';
import { parse, submit, Ticked } from '../form.ts';
import { assertWarned, findingsInPlan } from './check.ts';
import { need } from './gate.ts';
import { pressOf } from './press.ts';

/** Planned work: its updates are written on the incident's own page. */
export function maintenances(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => renderPage(c));
  app.get('/new', need('publisher'), (c) => renderPage(c));
  app.post('/new', need('publisher'), (c) =>
    submit(
      c,
      renderPage,
      async (values) => {
        const input = parse(formIn(c.var.page.timeZone, c.var.deps.clock()), values);
        assertWarned(values, await findingsInPlan(c, values));
        const { deps, actor, page } = c.var;
        const id = await createIncident(deps, actor, page.id, input, await pressOf(values));
        return `/admin/incidents/${id}?done=published`;
      },
      async (values) => ({ findings: await findingsInPlan(c, values) }),
    ),
  );
  return app;
}

const formIn = (zone: string, now: number) => {
  const Local = z.string().transform((typed, issues) => {
    const at = parseLocal(typed, zone);
    if (at === null) issues.addIssue({ code: 'custom', message: 'Choose a day and a time.' });
    return at ?? z.NEVER;
  });
  return z
    .object({
      name: titleOf('maintenance'),
      body: NewIncident.shape.body,
      scheduledFor: Local,
      scheduledUntil: Local.refine((until) => until > now, {
        message: 'This is in the past. Announce work that is still to come, or under way.',
      }),
      components: z.union([z.string(), z.array(z.string())]).default([]),
      notify: Ticked,
      override: NewIncident.shape.override,
    })
    .transform(({ components, notify, ...rest }) =>
      NewIncident.parse({
        ...rest,
        state: 'scheduled',
        componentIds: [components].flat(),
        deliverNotifications: notify,
      }),
    );
};
