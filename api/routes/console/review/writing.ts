import { Hono } from 'hono';
import { fillReview, rewriteReview } from '../../../actions/review/assist.ts';
import { type SavedReview, saveReview } from '../../../actions/review/write.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { filledValues } from '../../../domain/review/fields.ts';
import { handleForm, text, type Values, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { prefillOf } from '../../../reads/review/document.ts';
import { documentOf } from './document.ts';
import { readReviewForm } from './form.ts';

/** Under `/admin/reviews/:id/edit`. The script of the page saves to `/saved` while somebody writes. */
export function writingRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('review.edit'));
  const draw = async (c: AppContext, form?: RefusedForm) =>
    renderPage(c, '/admin/reviews/[id]/edit', { ...(await documentOf(c)), form });
  app.get('/', (c) => draw(c));

  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const saved = await save(c, values, { sorts: true });
        return nextOf(c, text(values, 'do'), saved);
      },
      draw: (form) => draw(c, form),
    }),
  );
  app.post('/saved', async (c) => {
    try {
      const values = await valuesOf(c);
      const saved = await save(c, values, { sorts: false });
      const { revision, updatedAt } = saved.review;
      const { conflicts } = saved;
      return c.json({ revision, updatedAt, conflicts, changed: differing(saved, values) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return c.json({ message: error.message }, error.status);
    }
  });
  return app;
}

const save = (c: AppContext, values: Values, how: { sorts: boolean }): Promise<SavedReview> =>
  saveReview(
    c.var.deps,
    c.var.actor,
    c.var.page,
    c.req.param('id') ?? '',
    readReviewForm(values),
    how,
  );

/** Fields that are stored otherwise than they were sent: changes of somebody else. */
function differing({ review }: SavedReview, values: Values): Record<string, string> {
  const sent = readReviewForm(values);
  const [stored, mine] = [filledValues(review.values), filledValues(sent.values)];
  const fields = Object.keys(sent.values).filter((name) => stored[name] !== mine[name]);
  const changed = Object.fromEntries(fields.map((name) => [name, stored[name] ?? '']));
  return sent.publicBody !== undefined && sent.publicBody !== review.publicBody
    ? { ...changed, publicBody: review.publicBody }
    : changed;
}

/** What the pressed button asked for, after the text is saved. Returns the address of the page. */
async function nextOf(c: AppContext, pressed: string, saved: SavedReview): Promise<string> {
  const { deps, actor, page } = c.var;
  const { id } = saved.review;
  const here = `/admin/reviews/${id}/edit`;
  if (pressed === 'fill') {
    await fillReview(deps, actor, page, id, prefillOf(deps.db, page, actor.name, deps.clock()));
    return `${here}?done=review-filled`;
  }
  const [, field, at] = /^rewrite:([\w.]+):(\d+)$/.exec(pressed) ?? [];
  if (field && at) {
    await rewriteReview(deps, actor, page, id, { field, at: Number(at) });
    return `${here}?done=saved#${field}`;
  }
  if (saved.conflicts.length > 0)
    return `${here}?done=review-conflict&in=${saved.conflicts.join(',')}`;
  if (saved.outOfOrder > 0) return `${here}?done=review-sorted&sorted=${saved.outOfOrder}#timeline`;
  if (saved.taken.length > 0) return `${here}?done=draft-merged`;
  return pressed === 'view' ? `/admin/reviews/${id}` : `${here}?done=saved`;
}
