import { Hono } from 'hono';
import { ChecklistInput, changeChecklist } from '../../../actions/page/checklist.ts';
import { LanguageSettings, saveLanguages } from '../../../actions/page/language-settings.ts';
import { PageSettings, savePage } from '../../../actions/page/page.ts';
import { PreflightSettings, savePreflight } from '../../../actions/page/preflight-settings.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { rules } from '../../../domain/preflight/index.ts';
import {
  handleForm,
  Opened,
  parse,
  Ticked,
  text,
  type Values,
  valuesOf,
} from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { chatCommandSettings } from '../chat/commands.ts';
import { assertWarned, findingsInTexts } from '../incident/submission/check.ts';
import { figureTargets } from '../insights/targets.ts';
import { metricSettings } from '../metric/metrics.ts';
import { privacyRoutes } from '../subscriber/privacy-settings.ts';
import { templates } from '../template/templates.ts';
import { brandingRoutes } from './branding.ts';
import { changeSettings } from './changes.ts';
import { chatSettings } from './chat.ts';
import { domainRoutes } from './domain.ts';
import { emailRoutes } from './email.ts';
import { internalPageSettings } from './internal-page.ts';
import { promiseSettings } from './promise-settings.ts';
import { reviewSettingsRoutes } from './reviews.ts';
import { roomSettingsRoutes } from './room-settings.ts';
import { sourceImports } from './source-import.ts';
import { auditLog } from './team/audit-log.ts';
import { members } from './team/members.ts';
import { tokens } from './team/tokens.ts';

const LanguagesForm = LanguageSettings.extend({
  appliesToExisting: Ticked,
  expectedRevision: Opened,
});
/** Without the language, which has a page of its own. */
const SettingsForm = PageSettings.omit({ locale: true }).extend({
  noindex: Ticked,
  expectedRevision: Opened,
});

const findingsInPage = (c: AppContext, values: Values) =>
  findingsInTexts(c, values, ['name', 'supportUrl'], [c.var.page.name, c.var.page.supportUrl]);

/** Enabled rules are ticked; words are one per line. */
const readChecks = (values: Values) =>
  parse(PreflightSettings.extend({ expectedRevision: Opened }), {
    off: rules.map(({ id }) => id).filter((id) => ![values.on].flat().includes(id)),
    words: text(values, 'words').split(/\r?\n/),
    expectedRevision: values.expectedRevision,
  });

export function settings(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.route('/templates', templates(renderPage));
  app.route('/members', members(renderPage));
  app.route('/internal', internalPageSettings(renderPage));
  app.route('/tokens', tokens(renderPage));
  app.route('/audit-log', auditLog(renderPage));
  app.route('/metrics', metricSettings(renderPage));
  app.use(requirePermission('settings.edit'));
  app.get('/', (c) => renderPage(c));
  app.route('/domain', domainRoutes(renderPage));
  app.route('/email', emailRoutes(renderPage));
  app.route('/privacy', privacyRoutes(renderPage));
  app.route('/changes', changeSettings(renderPage));
  app.route('/chat/commands', chatCommandSettings(renderPage));
  app.route('/chat', chatSettings(renderPage));
  app.route('/import', sourceImports(renderPage));
  app.post('/get-started', async (c) => {
    const input = parse(ChecklistInput, await valuesOf(c));
    await changeChecklist(c.var.deps, c.var.actor, c.var.page.id, input);
    return c.redirect(input.do === 'dismiss' ? '/admin?done=checklist-hidden' : '/admin', 303);
  });
  app.get('/general', (c) => renderPage(c, '/admin/settings/general', {}));
  app.post('/general', (c) =>
    handleForm(c, {
      run: async (values) => {
        const input = parse(SettingsForm, values);
        assertWarned(values, await findingsInPage(c, values));
        await savePage(c.var.deps, c.var.actor, c.var.page.id, input);
        return '/admin/settings/general?done=saved';
      },
      draw: async (form) => {
        const findings = await findingsInPage(c, form.values);
        return renderPage(c, '/admin/settings/general', { form, findings });
      },
    }),
  );
  app.get('/checks', (c) => renderPage(c, '/admin/settings/checks', {}));
  app.post('/checks', (c) =>
    handleForm(c, {
      run: async (values) => {
        const input = readChecks(values);
        await savePreflight(c.var.deps, c.var.actor, c.var.page.id, input);
        return '/admin/settings/checks?done=saved';
      },
      draw: (form) => renderPage(c, '/admin/settings/checks', { form }),
    }),
  );
  app.route('/appearance', brandingRoutes(renderPage));
  app.get('/languages', (c) => renderPage(c, '/admin/settings/languages', {}));
  app.post('/languages', (c) =>
    handleForm(c, {
      run: async (values) => {
        const languages = [values.languages ?? []].flat();
        const input = parse(LanguagesForm, { ...values, languages });
        await saveLanguages(c.var.deps, c.var.actor, c.var.page.id, input);
        return '/admin/settings/languages?done=saved';
      },
      draw: (form) => renderPage(c, '/admin/settings/languages', { form }),
    }),
  );
  app.route('/rooms', roomSettingsRoutes(renderPage));
  app.route('/targets', figureTargets(renderPage));
  app.route('/reviews', reviewSettingsRoutes(renderPage));
  app.route('/', promiseSettings(renderPage));
  return app;
}
