import { Hono } from 'hono';
import { z } from 'zod';
import { IncidentPatch } from '../../../actions/incident/input.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { writtenIn } from '../../../domain/text/translation.ts';
import { handleForm, Opened, parse, text } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readPlannedMaintenance } from '../../../reads/incident/planned-maintenance.ts';
import { findingsInNotice } from '../incident/submission/check.ts';
import { withPicked } from '../incident/submission/normalized.ts';
import { refusedAs } from '../incident/submission/refusal.ts';
import { publishSubmitted } from '../incident/submission/submission.ts';
import { translationsIn } from '../incident/submission/translations.ts';
import {
  assertOverlapConfirmed,
  assertWindow,
  planFields,
  planOf,
  withoutArchived,
  zoneIn,
} from './plan-form.ts';
import { plannedOf, planOptionsOf, scopeIn } from './planned.ts';

/** The plan of a maintenance, or of its series, is changed. */
export function editMaintenance(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/:id/edit', requirePermission('maintenance.plan'), async (c) => {
    const record = await plannedOf(c);
    const planned = await readPlannedMaintenance(c.var.deps.db, record);
    const options = await planOptionsOf(c, record);
    return renderPage(c, '/admin/maintenances/[id]/edit', { ...planned, ...options });
  });
  app.post('/:id/edit', requirePermission('maintenance.plan'), async (c) => {
    const record = await plannedOf(c);
    return handleForm(c, {
      complete: async (values) => withPicked(values),
      run: async (values) => {
        if (values.do === 'check') return { redraw: values };
        const { deps, page } = c.var;
        const zone = zoneIn(values, page.timeZone);
        const locale = writtenIn(record, page);
        const { body, override, approvalOverride } = IncidentPatch.shape;
        const now = deps.clock();
        const fields = {
          ...planFields(values, zone, now),
          body,
          override,
          approvalOverride,
          expectedRevision: Opened,
        };
        const planned = parse(z.object(fields), values);
        await withoutArchived(c, planned, record.componentIds);
        assertWindow(planned);
        const scope = scopeIn(values, record);
        if (scope === 'one')
          await assertOverlapConfirmed(c, values, planned, zone, { exceptId: record.id });
        const patch = IncidentPatch.parse({
          ...planOf(planned, zone),
          body: planned.body,
          locale,
          translations: translationsIn(values, page, locale),
          override: planned.override,
          approvalOverride: planned.approvalOverride,
          expectedRevision: planned.expectedRevision,
        });
        const mayOverlap = text(values, 'overlap') === 'on';
        const change = { what: 'change', id: record.id, patch, scope, mayOverlap } as const;
        const done = scope === 'one' ? 'saved' : 'series-saved';
        return publishSubmitted(c, values, change, { done });
      },
      draw: async (form) => {
        const locale = writtenIn(record, c.var.page);
        const findings = form.findings ?? (await findingsInNotice(c, form.values, record, locale));
        const planned = await readPlannedMaintenance(c.var.deps.db, record);
        const options = await planOptionsOf(c, record);
        const known = { ...planned, ...options, form: refusedAs('save', form), findings };
        return renderPage(c, '/admin/maintenances/[id]/edit', known);
      },
    });
  });
  return app;
}
