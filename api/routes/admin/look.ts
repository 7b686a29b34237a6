import { Hono } from 'hono';
import type { App, RenderPage } from '../../context.ts';
import { LookSettings, saveLook } from '../../publish/look.ts';
import { Opened, parse, submit, text, type Values } from '../form.ts';
import { rowsOf } from './rows.ts';

const readLook = (values: Values): LookSettings =>
  parse(LookSettings.extend({ expectedRevision: Opened }), {
    accent: text(values, 'accent'),
    logoUrl: text(values, 'logoUrl'),
    links: rowsOf(values, 'links').map((i) => linkIn(values, i)),
    footer: text(values, 'footer'),
    light: text(values, 'light'),
    dark: text(values, 'dark'),
    expectedRevision: values.expectedRevision,
  });

const linkIn = (values: Values, i: number) => ({
  label: text(values, `links.${i}.label`).trim(),
  url: text(values, `links.${i}.url`).trim(),
});

/** Without the rows that were left empty, and numbered anew: so a fault stands at its row. */
function closedUp(values: Values): Values {
  const others = Object.entries(values).filter(([name]) => !name.startsWith('links.'));
  const links = rowsOf(values, 'links')
    .map((i) => linkIn(values, i))
    .filter(({ label, url }) => label !== '' || url !== '')
    .flatMap((link, i) => Object.entries(link).map(([key, value]) => [`links.${i}.${key}`, value]));
  return Object.fromEntries([...others, ...links]);
}

export function look(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => renderPage(c));
  app.post('/', (c) =>
    submit(
      c,
      renderPage,
      async (values) => {
        await saveLook(c.var.deps, c.var.actor, c.var.page.id, readLook(values));
        return '/admin/settings/look?done=saved';
      },
      {},
      async (values) => closedUp(values),
    ),
  );
  return app;
}
