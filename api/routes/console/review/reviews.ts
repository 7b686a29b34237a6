import { Hono } from 'hono';
import { requireReview, skipReview, startReview } from '../../../actions/review/review.ts';
import {
  approveReview,
  closeReview,
  returnReview,
  submitReview,
} from '../../../actions/review/step.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { personIdOf } from '../../../domain/incident/access.ts';
import { handleForm, text } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { prefillOf } from '../../../reads/review/document.ts';
import { reviewFile } from '../../../reads/review/file.ts';
import { readReviews } from '../../../reads/review/list.ts';
import { documentOf } from './document.ts';
import { itemRoutes } from './items.ts';
import { publicDraft } from './public-draft.ts';
import { versionRoutes } from './versions.ts';
import { writingRoutes } from './writing.ts';

const may = requirePermission('review.edit');
const approves = requirePermission('incident.approve');

/** Under `/admin/reviews`: postmortems and action items. Everybody on the team reads them. */
export function reviewRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  const drawList = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page, actor } = c.var;
    const options = { personId: personIdOf(actor), now: deps.clock() };
    const list = await readReviews(deps.db, page, options);
    return renderPage(c, '/admin/reviews', { ...list, form });
  };
  app.get('/', requirePermission('page.read'), (c) => drawList(c));
  app.post('/', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, page, actor } = c.var;
        const query = { pageId: page.id, incidentId: text(values, 'incident') };
        if (text(values, 'do') === 'skip') {
          await skipReview(deps, actor, query, text(values, 'reason'));
          return '/admin/reviews?done=review-skipped';
        }
        const prefill = prefillOf(deps.db, page, actor.name, deps.clock());
        return `/admin/reviews/${await startReview(deps, actor, query, prefill)}/edit`;
      },
      draw: (form) => drawList(c, form),
    }),
  );
  app.route('/action-items', itemRoutes(renderPage));

  const draw = async (c: AppContext, form?: RefusedForm) =>
    renderPage(c, '/admin/reviews/[id]', { ...(await documentOf(c)), form });
  app.get('/:id', requirePermission('page.read'), (c) => draw(c));
  app.get('/:id/export', requirePermission('page.read'), async (c) => {
    const file = reviewFile(await documentOf(c), c.var.page.timeZone);
    return c.body(file.text, 200, {
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': `attachment; filename="${file.name}"`,
    });
  });
  app.route('/:id/edit', writingRoutes(renderPage));
  app.route('/:id/versions', versionRoutes(renderPage));

  /** A button of the page; `done` names the sentence that the page then shows. */
  const button =
    (done: string, run: (c: AppContext, note: string) => Promise<void>) => (c: AppContext) =>
      handleForm(c, {
        run: async (values) => {
          await run(c, text(values, 'note'));
          return `/admin/reviews/${c.req.param('id')}?done=${done}`;
        },
        draw: (form) => draw(c, form),
      });
  const onReview = (c: AppContext) =>
    [c.var.deps, c.var.actor, c.var.page.id, c.req.param('id') ?? ''] as const;
  app.post(
    '/:id/submit',
    may,
    button('review-submitted', (c) => submitReview(...onReview(c))),
  );
  app.post(
    '/:id/approve',
    approves,
    button('review-approved', (c) => approveReview(...onReview(c))),
  );
  app.post(
    '/:id/send-back',
    approves,
    button('draft-sent-back', (c, note) => returnReview(...onReview(c), note)),
  );
  app.post(
    '/:id/close',
    may,
    button('review-closed', (c) => closeReview(...onReview(c))),
  );
  app.post(
    '/:id/not-needed',
    may,
    button('review-skipped', async (c, note) => {
      const [deps, actor, pageId, id] = onReview(c);
      const { incidentId } = await requireReview(deps, actor, pageId, id);
      await skipReview(deps, actor, { pageId, incidentId }, note);
    }),
  );
  app.post('/:id/public', requirePermission('draft.edit'), (c) =>
    handleForm(c, {
      run: async () => publicDraft(c, await requireReview(...onReview(c))),
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}
