import { Hono } from 'hono';
import type { App, RenderPage } from '../../../context/context.ts';
import { text, type Values, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { checked } from './submission/check.ts';
import { withCadence } from './submission/internal-fields.ts';
import { recordOf } from './submission/record.ts';
import { readUpdate, withComposed } from './submission/update-form.ts';
import { optionsFor } from './update-page.ts';

/** Checks an update form while somebody types, and composes its text on request. Stores nothing. */
export function compositions(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.post('/', requirePermission('draft.edit'), async (c) => {
    const values = await withCadence(c, await valuesOf(c));
    const inserts = values.do === 'compose';
    const shown = inserts ? withComposed(c, values, await readUpdate(c, values)) : values;
    const record = text(values, 'incident')
      ? await recordOf(c, text(values, 'incident'))
      : undefined;
    const page = await renderPage(c, '/admin/incidents/check', {
      ...(await optionsFor(c, shown, record)),
      ...(await checked(c, shown, record)),
      record,
      form: { status: 200, message: '', fields: {}, values: shown },
    });
    return c.json({ texts: inserts ? textsIn(shown) : {}, html: await page.text() });
  });
  return app;
}

/** Messages and what was composed in them, by field: `body`, `composed@de`. */
const textsIn = (values: Values): Record<string, string> =>
  Object.fromEntries(
    Object.keys(values)
      .filter((name) => /^(body|composed)(@|$)/.test(name))
      .map((name) => [name, text(values, name)]),
  );
