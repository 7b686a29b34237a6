import { Hono } from 'hono';
import { findReviewSettings } from '../../../../db/review/review.ts';
import { ReviewSettingsInput, saveReviewSettings } from '../../../actions/review/settings.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { severityScaleOf } from '../../../domain/response/severity.ts';
import { handleForm, Opened, parse, text, type Values } from '../../../http/form.ts';

const read = (c: AppContext, values: Values) => {
  const hours = severityScaleOf(c.var.page).map(({ key }): [string, number | null] => {
    const typed = text(values, `hours.${key}`).trim();
    return [key, typed === '' ? null : Number(typed)];
  });
  const given = {
    dueHours: Object.fromEntries(hours),
    expectedRevision: values.expectedRevision,
  };
  const nameOf = ([field, key]: readonly PropertyKey[]): string =>
    field === 'dueHours' ? `hours.${String(key)}` : String(field);
  return parse(ReviewSettingsInput.extend({ expectedRevision: Opened }), given, nameOf);
};

/** Under `/admin/settings/reviews`: when postmortems are due. */
export function reviewSettingsRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const stored = await findReviewSettings(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/settings/reviews', { stored, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        await saveReviewSettings(c.var.deps, c.var.actor, c.var.page.id, read(c, values));
        return '/admin/settings/reviews?done=saved';
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}
