import { Hono } from 'hono';
import { z } from 'zod';
import { restoreReview } from '../../../actions/review/restore.ts';
import { requireReview } from '../../../actions/review/review.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { Opened, parse, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readReviewVersions } from '../../../reads/review/versions.ts';

const Revision = z.coerce.number().int().min(1).max(1e9);
/** Which two versions to compare. */
const Query = z.object({
  from: Revision.optional().catch(undefined),
  to: Revision.optional().catch(undefined),
});

/** Under `/admin/reviews/:id/versions`: who changed what in the text, and when. */
export function versionRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const idIn = (c: AppContext) => c.req.param('id') ?? '';
  app.get('/', requirePermission('page.read'), async (c) => {
    const { deps, actor, page } = c.var;
    const review = await requireReview(deps, actor, page.id, idIn(c));
    const shown = await readReviewVersions(deps.db, review, Query.parse(c.req.query()));
    if (!shown) throw notFound('postmortem');
    return renderPage(c, '/admin/reviews/[id]/versions', shown);
  });
  app.post('/:version', requirePermission('review.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const id = idIn(c);
    const revision = Revision.catch(0).parse(c.req.param('version'));
    const opened = parse(Opened, (await valuesOf(c)).expectedRevision);
    await restoreReview(deps, actor, page, { id, revision, opened });
    return c.redirect(`/admin/reviews/${id}/versions?done=restored`, 303);
  });
  return app;
}
