import { Hono } from 'hono';
import { listAlertSources } from '../../../../db/alert/source.ts';
import { type HistorySource, replayHistory } from '../../../actions/alert/replay/history.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { Problem, refused } from '../../../core/problem.ts';
import { HISTORY_TOO_LARGE, MAX_HISTORY_BYTES } from '../../../domain/alert/replay/file.ts';
import type { HistoryReplay } from '../../../domain/alert/replay/history.ts';
import {
  type AlertSourceKind,
  alertSourceKinds,
  alertSourceLabels,
} from '../../../domain/alert/source.ts';
import { personIdOf } from '../../../domain/incident/access.ts';
import { fileIn, handleForm, text } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readAlertRules } from '../../../reads/alert/rules.ts';

const may = requirePermission('alert.edit');

/** Under `/admin/alerts/rules/replay`: what the rules would have done with an uploaded history. */
export function alertReplayRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm, replay?: HistoryReplay) => {
    const { deps, page } = c.var;
    const [sources, rules] = await Promise.all([sourcesOf(c), readAlertRules(deps.db, page.id)]);
    const options = sources.map(({ id, name }): [string, string] => [id, name]);
    const isReady = rules.some(({ disabledAt }) => disabledAt === null);
    return renderPage(c, '/admin/alerts/rules/replay', { options, isReady, replay, form });
  };
  app.get('/', may, (c) => draw(c));
  app.post('/', may, (c) => {
    let replay: HistoryReplay | undefined;
    return handleForm(c, {
      run: async (values) => {
        const { deps, page, actor } = c.var;
        const source = (await sourcesOf(c)).find(({ id }) => id === text(values, 'source'));
        if (!source) throw refused({ source: 'Choose which system sent the alerts.' });
        const file = await fileIn(c, 'file');
        if (!file) throw refused({ file: 'Choose a file.' });
        if (file.bytes.length > MAX_HISTORY_BYTES)
          throw new Problem('too_large', HISTORY_TOO_LARGE, { file: HISTORY_TOO_LARGE });
        const history = new TextDecoder().decode(file.bytes);
        const asked = { page, personId: personIdOf(actor), source };
        replay = await replayHistory(deps, history, asked);
        return { redraw: values };
      },
      draw: (form) => draw(c, form, replay),
    });
  });
  return app;
}

/** The sources of the page, and kinds of senders for those that are none yet. */
async function sourcesOf(c: AppContext): Promise<HistorySource[]> {
  const stored = await listAlertSources(c.var.deps.db, c.var.page.id);
  const unlisted = (kind: AlertSourceKind): HistorySource => ({
    ...{ id: kind, name: alertSourceLabels[kind], kind, mapping: {} },
  });
  return [...stored, ...alertSourceKinds.map(unlisted)];
}
