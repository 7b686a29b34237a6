import { Hono } from 'hono';
import { BrandingSettings, publishedTexts, saveBranding } from '../../../actions/page/branding.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { fileIn, handleForm, Opened, parse, text, type Values } from '../../../http/form.ts';
import { assertWarned, findingsInTexts } from '../incident/submission/check.ts';
import { rowsOf } from './rows.ts';

const FILES = ['logo', 'logoDark', 'icon'] as const;

async function readBranding(c: AppContext, values: Values): Promise<BrandingSettings> {
  const [logo, logoDark, icon] = await Promise.all(FILES.map((name) => fileIn(c, name)));
  return parse(BrandingSettings.extend({ expectedRevision: Opened }), {
    accent: text(values, 'accent'),
    logo: logo?.bytes,
    logoDark: logoDark?.bytes,
    icon: icon?.bytes,
    logoGone: values.logoGone !== undefined,
    logoDarkGone: values.logoDarkGone !== undefined,
    iconGone: values.iconGone !== undefined,
    logoAlt: text(values, 'logoAlt'),
    logoAlone: values.logoAlone !== undefined,
    logoUrl: text(values, 'logoUrl'),
    links: rowsOf(values, 'links').map((i) => linkIn(values, i)),
    footer: text(values, 'footer'),
    light: text(values, 'light'),
    dark: text(values, 'dark'),
    override: text(values, 'override'),
    expectedRevision: values.expectedRevision,
  });
}

/** Browsers do not restore a chosen file, so the form names it. */
async function withNames(c: AppContext, values: Values): Promise<Values> {
  const names = FILES.map(async (name) => [name, (await fileIn(c, name))?.name ?? ''] as const);
  return { ...values, ...Object.fromEntries(await Promise.all(names)) };
}

const linkIn = (values: Values, i: number) => ({
  label: text(values, `links.${i}.label`).trim(),
  url: text(values, `links.${i}.url`).trim(),
});

/** Removes empty rows and renumbers the others, so that errors appear at their row. */
function closedUp(values: Values): Values {
  const others = Object.entries(values).filter(([name]) => !name.startsWith('links.'));
  const links = rowsOf(values, 'links')
    .map((i) => linkIn(values, i))
    .filter(({ label, url }) => label !== '' || url !== '')
    .flatMap((link, i) => Object.entries(link).map(([key, value]) => [`links.${i}.${key}`, value]));
  return Object.fromEntries([...others, ...links]);
}

function findingsInBranding(c: AppContext, values: Values) {
  const links = rowsOf(values, 'links').flatMap((i) => [`links.${i}.label`, `links.${i}.url`]);
  const fields = ['footer', 'logoUrl', 'logoAlt', ...links];
  return findingsInTexts(c, values, fields, publishedTexts(c.var.page));
}

export function brandingRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => renderPage(c, '/admin/settings/appearance', {}));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const input = await readBranding(c, values);
        if (values.do === 'preview') return { redraw: values };
        assertWarned(values, await findingsInBranding(c, values));
        await saveBranding(c.var.deps, c.var.actor, c.var.page.id, input);
        return '/admin/settings/appearance?done=saved';
      },
      draw: async (form) => {
        const findings = await findingsInBranding(c, form.values);
        return renderPage(c, '/admin/settings/appearance', { form, findings });
      },
      complete: (values) => withNames(c, closedUp(values)),
    }),
  );
  return app;
}
