import { Hono } from 'hono';
import { IncidentPatch } from '../../../actions/incident/input.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { handleForm, Opened, parse, Ticked } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readPlannedMaintenance } from '../../../reads/incident/planned-maintenance.ts';
import { findingsInNotice } from '../incident/submission/check.ts';
import { refusedAs } from '../incident/submission/refusal.ts';
import { publishSubmitted } from '../incident/submission/submission.ts';
import { translationsIn } from '../incident/submission/translations.ts';
import { plannedOf, scopeIn } from './planned.ts';

/** A maintenance that has not started, or the rest of its series, is cancelled. */
export function cancelMaintenance(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/:id/cancel', requirePermission('maintenance.plan'), async (c) => {
    const planned = await readPlannedMaintenance(c.var.deps.db, await plannedOf(c));
    return renderPage(c, '/admin/maintenances/[id]/cancel', planned);
  });
  app.post('/:id/cancel', requirePermission('maintenance.plan'), async (c) => {
    const record = await plannedOf(c);
    return handleForm(c, {
      run: async (values) => {
        const { page } = c.var;
        const { notify, ...plan } = parse(
          IncidentPatch.pick({ body: true, override: true, approvalOverride: true }).extend({
            notify: Ticked,
            expectedRevision: Opened,
          }),
          values,
        );
        if (record.state !== 'scheduled')
          throw new Problem(
            'conflict',
            'The maintenance has already started. Publish an update instead.',
          );
        const { expectedRevision, ...words } = plan;
        const notice = {
          ...words,
          locale: page.locale,
          translations: translationsIn(values, page),
        };
        const patch = { state: 'completed', deliverNotifications: notify } as const;
        const whole = IncidentPatch.parse({ ...notice, ...patch, expectedRevision });
        const scope = scopeIn(values, record);
        const change = {
          what: 'change',
          id: record.id,
          patch: whole,
          scope,
          mayOverlap: true,
        } as const;
        const done = scope === 'one' ? 'cancelled' : 'series-cancelled';
        return publishSubmitted(c, values, change, { done });
      },
      draw: async (form) => {
        const findings =
          form.findings ?? (await findingsInNotice(c, form.values, record, c.var.page.locale));
        const planned = await readPlannedMaintenance(c.var.deps.db, record);
        const known = { ...planned, form: refusedAs('cancel', form), findings };
        return renderPage(c, '/admin/maintenances/[id]/cancel', known);
      },
    });
  });
  return app;
}
