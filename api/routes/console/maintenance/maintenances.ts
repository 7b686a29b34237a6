import { Hono } from 'hono';
import { z } from 'zod';
import { findIncident } from '../../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { IncidentPatch, NewIncident, WrittenBody } from '../../../actions/incident/input.ts';
import type { Opening } from '../../../actions/publication/publication.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { isClosed } from '../../../domain/incident/incident.ts';
import { type Scope, scopes } from '../../../domain/maintenance/scope.ts';
import { writtenIn } from '../../../domain/text/translation.ts';
import {
  handleForm,
  Opened,
  PageNumber,
  parse,
  Ticked,
  text,
  type Values,
} from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readIncidents } from '../../../reads/incident/incidents.ts';
import {
  readPlannedMaintenance,
  readPlanOptions,
} from '../../../reads/incident/planned-maintenance.ts';
import { draftFormOf, handleDraftForm, resumed } from '../incident/draft-form.ts';
import { findingsInNotice, findingsInPlan } from '../incident/submission/check.ts';
import type { FormContext } from '../incident/submission/draft-values.ts';
import { withPicked } from '../incident/submission/picked.ts';
import { publishSubmitted } from '../incident/submission/submission.ts';
import { translationsIn } from '../incident/submission/translations.ts';
import {
  assertAlone,
  assertWindow,
  planFields,
  planOf,
  recurrenceOf,
  repeatFields,
  withoutArchived,
  zoneIn,
} from './plan-form.ts';

const unplanned = { kind: 'maintenance', incidentId: null } as const;

/** Maintenance. Its updates are written on the incident's page. */
export function maintenances(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, page, actor } = c.var;
    const which = { kind: 'maintenance', page: PageNumber.parse(c.req.query('page')) } as const;
    const list = await readIncidents(deps.db, page.id, { ...which, personId: actor.id });
    return renderPage(c, '/admin/maintenances', list);
  });
  app.get('/new', requirePermission('maintenance.plan'), async (c) => {
    const form = await resumed(c, unplanned);
    if (typeof form === 'string') return c.redirect(form, 303);
    const known = { ...(await draftFormOf(c, form?.values ?? {})), ...(await optionsOf(c)) };
    return renderPage(c, '/admin/maintenances/new', { ...known, ...(form && { form }) });
  });
  app.post('/new', requirePermission('maintenance.plan'), (c) =>
    handleDraftForm(c, {
      about: unplanned,
      read: readPlan,
      draw: async (form) =>
        renderPage(c, '/admin/maintenances/new', {
          findings: form.findings ?? (await findingsInPlan(c, form.values)),
          ...(await draftFormOf(c, form.values)),
          ...(await optionsOf(c)),
          form,
        }),
    }),
  );

  app.get('/:id/edit', requirePermission('maintenance.plan'), async (c) => {
    const record = await recordOf(c);
    const planned = await readPlannedMaintenance(c.var.deps.db, record);
    const options = await optionsOf(c, record);
    return renderPage(c, '/admin/maintenances/[id]/edit', { ...planned, ...options });
  });
  app.post('/:id/edit', requirePermission('maintenance.plan'), async (c) => {
    const record = await recordOf(c);
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
        if (scope === 'one') await assertAlone(c, values, planned, zone, { exceptId: record.id });
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
        const options = await optionsOf(c, record);
        const known = { ...planned, ...options, form, findings };
        return renderPage(c, '/admin/maintenances/[id]/edit', known);
      },
    });
  });

  app.get('/:id/cancel', requirePermission('maintenance.plan'), async (c) => {
    const planned = await readPlannedMaintenance(c.var.deps.db, await recordOf(c));
    return renderPage(c, '/admin/maintenances/[id]/cancel', planned);
  });
  app.post('/:id/cancel', requirePermission('maintenance.plan'), async (c) => {
    const record = await recordOf(c);
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
        return renderPage(c, '/admin/maintenances/[id]/cancel', { ...planned, form, findings });
      },
    });
  });
  return app;
}

/** A new maintenance, as the form says at the time of `on`; it may repeat. */
async function readPlan(on: FormContext, values: Values): Promise<Opening> {
  const { deps, page } = on.var;
  const zone = zoneIn(values, page.timeZone);
  const { override } = NewIncident.shape;
  const body = WrittenBody;
  const fields = { ...planFields(values, zone, deps.clock()), ...repeatFields, body, override };
  const planned = parse(z.object(fields), values);
  await withoutArchived(on, planned);
  assertWindow(planned);
  const recurrence = recurrenceOf(planned, zone);
  await assertAlone(on, values, planned, zone, { starts: recurrence?.starts });
  const input = NewIncident.parse({
    ...planOf(planned, zone),
    body: planned.body,
    locale: page.locale,
    translations: translationsIn(values, page),
    override: planned.override,
    state: 'scheduled',
  });
  const series = recurrence ? { rule: recurrence.rule, zone } : undefined;
  return { what: 'opening', input, series };
}

/** The windows of a series that a change applies to; this one by default. */
function scopeIn(values: Values, { seriesId }: { seriesId: string | null }): Scope {
  const chosen = scopes.find((scope) => scope === text(values, 'scope'));
  return (seriesId && chosen) || 'one';
}

const optionsOf = (c: AppContext, record?: IncidentRecord) =>
  readPlanOptions(c.var.deps.db, c.var.page.id, record);

async function recordOf(c: AppContext) {
  const { deps, page } = c.var;
  const found = await findIncident(deps.db, page.id, c.req.param('id') ?? '');
  if (found?.kind !== 'maintenance' || isClosed(found.state)) throw notFound('maintenance');
  return found;
}
