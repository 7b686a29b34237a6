import { Hono } from 'hono';
import { findFigureSettings } from '../../../../db/figures/settings.ts';
import { saveFigureTargets } from '../../../actions/figures/targets.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { defaultTargets, FigureTargets } from '../../../domain/figures/targets.ts';
import { handleForm, Opened, parse, text, type Values } from '../../../http/form.ts';

/** Empty is no target; anything but a number is left for the schema to reject. */
const targetIn = (values: Values, name: string): number | null => {
  const typed = text(values, name).trim();
  return typed === '' ? null : Number(typed);
};

const read = (values: Values) => {
  const names = Object.keys(defaultTargets);
  const { expectedRevision, ...targets } = parse(
    FigureTargets.extend({ expectedRevision: Opened }),
    {
      ...Object.fromEntries(names.map((name) => [name, targetIn(values, name)])),
      expectedRevision: values.expectedRevision,
    },
  );
  return { targets, expectedRevision };
};

/** Under `/admin/settings/targets`: what the team aims for. */
export function figureTargets(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const stored = await findFigureSettings(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/settings/targets', { stored, ...(form && { form }) });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        await saveFigureTargets(c.var.deps, c.var.actor, c.var.page.id, read(values));
        return '/admin/settings/targets?done=saved';
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}
