import { Hono } from 'hono';
import { z } from 'zod';
import { NewIncident, WrittenBody } from '../../../actions/incident/input.ts';
import type { Opening } from '../../../actions/publication/publication.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { parse, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readIncidents } from '../../../reads/incident/incidents.ts';
import { handleDraftForm } from '../incident/draft-form.ts';
import { incidentSearch } from '../incident/search.ts';
import { findingsInPlan } from '../incident/submission/check.ts';
import { draftFormOf, resumed } from '../incident/submission/resume-draft.ts';
import type { FormContext } from '../incident/submission/submission.ts';
import { translationsIn } from '../incident/submission/translations.ts';
import { cancelMaintenance } from './cancel.ts';
import { editMaintenance } from './edit.ts';
import {
  assertOverlapConfirmed,
  assertWindow,
  planFields,
  planOf,
  recurrenceOf,
  repeatFields,
  withoutArchived,
  zoneIn,
} from './plan-form.ts';
import { planOptionsOf } from './planned.ts';

const unplanned = { kind: 'maintenance', incidentId: null } as const;

/** Maintenance. Its updates are written on the incident's page. */
export function maintenances(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, page, actor } = c.var;
    const which = { kind: 'maintenance', ...incidentSearch(c), personId: actor.id } as const;
    const list = await readIncidents(deps.db, page.id, which);
    return renderPage(c, '/admin/maintenances', list);
  });
  app.get('/new', requirePermission('maintenance.plan'), async (c) => {
    const form = await resumed(c, unplanned);
    if (typeof form === 'string') return c.redirect(form, 303);
    const known = { ...(await draftFormOf(c, form?.values ?? {})), ...(await planOptionsOf(c)) };
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
          ...(await planOptionsOf(c)),
          form,
        }),
    }),
  );

  app.route('/', editMaintenance(renderPage));
  app.route('/', cancelMaintenance(renderPage));
  return app;
}

/** A new maintenance, as the form says at the given time; it may repeat. */
async function readPlan(ctx: FormContext, values: Values): Promise<Opening> {
  const { deps, page } = ctx.var;
  const zone = zoneIn(values, page.timeZone);
  const { override } = NewIncident.shape;
  const body = WrittenBody;
  const fields = { ...planFields(values, zone, deps.clock()), ...repeatFields, body, override };
  const planned = parse(z.object(fields), values);
  await withoutArchived(ctx, planned);
  assertWindow(planned);
  const recurrence = recurrenceOf(planned, zone);
  await assertOverlapConfirmed(ctx, values, planned, zone, { starts: recurrence?.starts });
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
