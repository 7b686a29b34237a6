import { Hono } from 'hono';
import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import type { Runbook } from '../../../../db/runbook/runbook.ts';
import { runbookFileName } from '../../../../templates/runbook/write.ts';
import { addStarterRunbooks } from '../../../actions/runbook/import.ts';
import {
  archiveRunbook,
  createRunbook,
  decideAutomation,
  requireRunbook,
  restoreRunbook,
  saveRunbook,
} from '../../../actions/runbook/runbook.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { personIdOf } from '../../../domain/incident/access.ts';
import { AutomationDecision } from '../../../domain/runbook/automation.ts';
import { handleForm, Opened, orNull, parse, text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import {
  readLibrary,
  readReadiness,
  readRunbook,
  readRunbookHistory,
  runbookFile,
} from '../../../reads/runbook/library.ts';
import { importRoutes } from './import.ts';
import { readRunbookForm } from './runbook-form.ts';
import { runRoutes } from './runs.ts';

const may = requirePermission('runbook.edit');
/** Anything but a number is a version that does not exist. */
const Version = z.coerce.number().int().catch(0);
const Decision = z.object({ automation: orNull(AutomationDecision) });

/** Under `/admin/runbooks`: the library. Everybody on the team reads it. */
export function runbookRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.get('/', requirePermission('page.read'), async (c) => {
    const { deps, page } = c.var;
    const library = await readLibrary(deps.db, page.id, c.req.query('q') ?? '');
    return renderPage(c, '/admin/runbooks', library);
  });
  app.get('/readiness', requirePermission('page.read'), async (c) => {
    const list = await readReadiness(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/runbooks/readiness', list);
  });
  app.get('/export', requirePermission('page.read'), async (c) =>
    download(c, await runbookFile(c.var.deps.db, c.var.page.id), 'runbooks.md'),
  );
  app.post('/starters', may, async (c) => {
    const added = await addStarterRunbooks(c.var.deps, c.var.actor, c.var.page.id);
    return c.redirect(
      `/admin/runbooks?done=${added > 0 ? 'starters-added' : 'starters-there'}`,
      303,
    );
  });
  app.route('/import', importRoutes(renderPage));

  const drawNew = async (c: AppContext, form?: RefusedForm) => {
    const components = await listComponents(c.var.deps.db, c.var.page.id);
    const chosen = c.req.query('component') ?? '';
    return renderPage(c, '/admin/runbooks/new', { components, chosen, form });
  };
  app.get('/new', may, (c) => drawNew(c));
  app.post('/new', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const { expectedRevision: _, ...input } = readRunbookForm(values);
        const id = await createRunbook(c.var.deps, c.var.actor, c.var.page.id, input);
        return `/admin/runbooks/${id}?done=added`;
      },
      draw: (form) => drawNew(c, form),
    }),
  );

  app.get('/:id', requirePermission('page.read'), async (c) => {
    const componentId = c.req.query('component') ?? null;
    const personId = personIdOf(c.var.actor);
    const shown = await readRunbook(c.var.deps.db, await runbookOf(c), { componentId, personId });
    return renderPage(c, '/admin/runbooks/[id]', shown);
  });
  app.get('/:id/export', requirePermission('page.read'), async (c) => {
    const runbook = await runbookOf(c);
    const file = await runbookFile(c.var.deps.db, c.var.page.id, runbook);
    return download(c, file, runbookFileName(runbook));
  });
  const drawEdit = async (c: AppContext, runbook: Runbook, form?: RefusedForm) => {
    const components = await listComponents(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/runbooks/[id]/edit', { runbook, components, form });
  };
  app.get('/:id/edit', may, async (c) => drawEdit(c, await runbookOf(c)));
  app.post('/:id/edit', may, async (c) => {
    const runbook = await runbookOf(c);
    return handleForm(c, {
      run: async (values) => {
        const input = readRunbookForm(values);
        await saveRunbook(c.var.deps, c.var.actor, c.var.page.id, runbook.id, input);
        return `/admin/runbooks/${runbook.id}?done=saved`;
      },
      draw: async (form) => drawEdit(c, await runbookOf(c), form),
    });
  });
  app.get('/:id/versions', requirePermission('page.read'), async (c) => {
    const history = await readRunbookHistory(c.var.deps.db, await runbookOf(c));
    return renderPage(c, '/admin/runbooks/[id]/versions', history);
  });
  app.post('/:id/versions/:version', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const opened = parse(Opened, (await valuesOf(c)).expectedRevision);
    await restoreRunbook(deps, actor, page.id, id, Version.parse(c.req.param('version')), opened);
    return c.redirect(`/admin/runbooks/${id}/versions?done=restored`, 303);
  });
  app.get('/:id/archive', may, async (c) =>
    renderPage(c, '/admin/runbooks/[id]/archive', { runbook: await runbookOf(c) }),
  );
  app.post('/:id/archive', may, async (c) => {
    await archiveRunbook(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect('/admin/runbooks?done=runbook-archived', 303);
  });
  app.post('/:id/automation', may, async (c) => {
    const id = c.req.param('id');
    const { automation } = parse(Decision, { automation: text(await valuesOf(c), 'automation') });
    await decideAutomation(c.var.deps, c.var.actor, c.var.page.id, id, automation);
    return c.redirect(`/admin/runbooks/${id}?done=saved`, 303);
  });
  app.route('/:id/runs', runRoutes(renderPage));
  return app;
}

const runbookOf = (c: AppContext): Promise<Runbook> =>
  requireRunbook(c.var.deps, c.var.page.id, c.req.param('id') ?? '');

const download = (c: AppContext, file: string, name: string): Response =>
  c.body(file, 200, {
    'content-type': 'text/markdown; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  });
