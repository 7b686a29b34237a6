import { Hono } from 'hono';
import type { App, RenderPage } from '../../../context/context.ts';
import { text, type Values, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { checked } from './check.ts';
import { withCadence } from './internal-fields.ts';
import { recordOf } from './record.ts';
import { isWrittenByHand, readUpdate, recomposed } from './update-form.ts';

/** Composes and checks the text of an update form while somebody types. Stores nothing. */
export function compositions(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.post('/', requirePermission('draft.edit'), async (c) => {
    const values = await withCadence(c, await valuesOf(c));
    const fresh = recomposed(c, values, await readUpdate(c, values));
    const { body = '', composed = '' } = values;
    const shown = isWrittenByHand(values) ? { ...fresh, body, composed } : fresh;
    const record = text(values, 'incident')
      ? await recordOf(c, text(values, 'incident'))
      : undefined;
    const page = await renderPage(
      c,
      {
        ...(await checked(c, shown, record)),
        ...(record ? { record } : {}),
        form: { status: 200, message: '', fields: {}, values: shown },
      },
      '/admin/incidents/check',
    );
    return c.json({ texts: textsIn(fresh), html: await page.text() });
  });
  return app;
}

/** Composed texts by field: `body`, `body@de`. */
const textsIn = (values: Values): Record<string, string> =>
  Object.fromEntries(
    Object.keys(values)
      .filter((name) => /^composed(@|$)/.test(name))
      .map((name) => [name.replace('composed', 'body'), text(values, name)]),
  );
