import { Hono } from 'hono';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { listMembers } from '../../../../db/team/account.ts';
import { removeIncident, setInternalFields } from '../../../actions/incident/index.ts';
import { IncidentPatch, titleOf } from '../../../actions/incident/input.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { Impact } from '../../../domain/component/impact.ts';
import type { IncidentKind } from '../../../domain/incident/incident.ts';
import { can } from '../../../domain/response/permissions.ts';
import { writtenIn } from '../../../domain/text/translation.ts';
import { handleForm, Opened, orNull, parse } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readArchivedComponents } from '../../../reads/incident/archived-components.ts';
import { readIncidents } from '../../../reads/incident/incidents.ts';
import { compositions } from './compose.ts';
import { corrections } from './corrections.ts';
import { handleDraftForm } from './draft-form.ts';
import { reported } from './report.ts';
import { incidentSearch } from './search.ts';
import { findingsInTitle } from './submission/check.ts';
import { readInternalFields, withCadence, withProposal } from './submission/internal-fields.ts';
import { previews } from './submission/preview.ts';
import { readNextUpdate, readOpening } from './submission/read-incident.ts';
import { recordOf } from './submission/record.ts';
import { refusedAs } from './submission/refusal.ts';
import { resumed } from './submission/resume-draft.ts';
import { type About, publishSubmitted, seenWarningsIn } from './submission/submission.ts';
import { translationsIn } from './submission/translations.ts';
import { readUpdate, remainingComponents, withComposed } from './submission/update-form.ts';
import { updatePages } from './update-page.ts';

const editForm = (kind: IncidentKind) =>
  IncidentPatch.extend({ name: titleOf(kind) })
    .pick({ name: true, override: true, approvalOverride: true })
    .extend({
      impactOverride: orNull(Impact),
      expectedRevision: Opened,
    });

const unopened = { kind: 'incident', incidentId: null } as const;

export function incidents(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = updatePages(renderPage);
  /** The form of the draft in the address; a redirect where it cannot be continued. */
  const resume = async (c: AppContext, about: About) =>
    can(c.var.actor, 'draft.edit', c.var.page) ? resumed(c, about) : undefined;

  app.get('/', async (c) => {
    const { deps, page, actor } = c.var;
    const which = { kind: 'incident', ...incidentSearch(c), personId: actor.id } as const;
    const list = await readIncidents(deps.db, page.id, which);
    return renderPage(c, '/admin/incidents', list);
  });
  app.get('/new', requirePermission('incident.publish'), async (c) => {
    const form = c.req.query('draft') ? await resume(c, unopened) : await reported(c);
    return typeof form === 'string' ? c.redirect(form, 303) : draw.opening(c, form);
  });
  app.post('/new', requirePermission('incident.publish'), (c) =>
    handleDraftForm(c, {
      about: unopened,
      redraw: {
        propose: (values) => withProposal(c, values),
        compose: async (values) => withComposed(c, values, await readUpdate(c, values)),
      },
      read: readOpening,
      draw: (form) => draw.opening(c, form),
      complete: (values) => withCadence(c, values),
    }),
  );
  app.route('/compose', compositions(renderPage));
  app.use('/preview/*', requirePermission('draft.edit'));
  app.route('/preview', previews(renderPage));
  app.get('/:id', async (c) => {
    const record = await recordOf(c);
    const form = await resume(c, { kind: record.kind, incidentId: record.id });
    return typeof form === 'string' ? c.redirect(form, 303) : draw.incident(c, record, form);
  });
  app.post('/:id', requirePermission('incident.publish'), async (c) => {
    const record = await recordOf(c);
    return handleDraftForm(c, {
      about: { kind: record.kind, incidentId: record.id },
      redraw: {
        compose: async (values) => withComposed(c, values, await readUpdate(c, values)),
      },
      read: (ctx, values) => readNextUpdate(ctx, values, record),
      draw: (form) => draw.incident(c, record, form),
    });
  });
  const archivedIn = (c: AppContext, { componentIds }: IncidentRecord) =>
    readArchivedComponents(c.var.deps.db, componentIds);
  app.get('/:id/edit', requirePermission('incident.edit'), async (c) => {
    const record = await recordOf(c);
    const archived = await archivedIn(c, record);
    return renderPage(c, '/admin/incidents/[id]/edit', { record, archived });
  });
  app.post('/:id/edit', requirePermission('incident.edit'), async (c) => {
    const record = await recordOf(c);
    return handleForm(c, {
      run: async (values) => {
        const locale = writtenIn(record, c.var.page);
        const translations = translationsIn(values, c.var.page, locale);
        const componentIds = remainingComponents(values, record);
        const patch = {
          ...{ ...silent, locale, translations, ...(componentIds ? { componentIds } : {}) },
          ...parse(editForm(record.kind), values),
        };
        const publication = { what: 'change', id: record.id, patch } as const;
        return publishSubmitted(c, values, publication, {
          done: 'saved',
          seenWarnings: seenWarningsIn(values),
        });
      },
      draw: async (form) => {
        const findings = form.findings ?? (await findingsInTitle(c, form.values, record));
        const archived = await archivedIn(c, record);
        const known = { record, archived, form: refusedAs('save', form), findings };
        return renderPage(c, '/admin/incidents/[id]/edit', known);
      },
    });
  });
  const drawSeverity = async (c: AppContext, record: IncidentRecord, form?: RefusedForm) => {
    const members = await listMembers(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/incidents/[id]/severity', { record, members, form });
  };
  app.get('/:id/severity', requirePermission('incident.edit'), async (c) =>
    drawSeverity(c, await recordOf(c)),
  );
  app.post('/:id/severity', requirePermission('incident.edit'), async (c) => {
    const record = await recordOf(c);
    return handleForm(c, {
      run: async (values) => {
        if (values.do === 'propose') return { redraw: await withProposal(c, values) };
        const { deps, actor, page } = c.var;
        await setInternalFields(deps, actor, page.id, record.id, readInternalFields(values));
        return `/admin/incidents/${record.id}?done=saved`;
      },
      draw: (form) => drawSeverity(c, record, form),
    });
  });
  // The former address of the room, and where the browser is after a refused form.
  for (const path of ['/:id/room', '/:id/room/:form'] as const)
    app.get(path, (c) => c.redirect(`/admin/incidents/${c.req.param('id')}`, 301));
  app.route('/:id/updates', corrections(renderPage));
  app.get('/:id/delete', requirePermission('incident.delete'), async (c) =>
    renderPage(c, '/admin/incidents/[id]/delete', { record: await recordOf(c) }),
  );
  app.post('/:id/delete', requirePermission('incident.delete'), async (c) => {
    const record = await recordOf(c);
    return handleForm(c, {
      run: async (values) => {
        const { approvalOverride } = parse(IncidentPatch.pick({ approvalOverride: true }), values);
        const { deps, actor, page } = c.var;
        await removeIncident(deps, actor, page.id, record.id, approvalOverride);
        return '/admin/incidents?done=deleted';
      },
      draw: (form) =>
        renderPage(c, '/admin/incidents/[id]/delete', { record, form: refusedAs('delete', form) }),
    });
  });
  return app;
}

/** Editing the title or the impact is no update, so nobody is notified. */
const silent = {
  deliverNotifications: false,
  templateId: null,
  fields: null,
  since: null,
  endedAt: null,
};
