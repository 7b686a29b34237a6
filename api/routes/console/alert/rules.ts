import { Hono } from 'hono';
import {
  assertSettings,
  createAlertRule,
  moveAlertRule,
  removeAlertRule,
  requireAlertRule,
  saveAlertRule,
} from '../../../actions/alert/rule.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { RuleSettings } from '../../../domain/alert/rule.ts';
import { AlertRuleEdit, NewAlertRule } from '../../../domain/alert/rule-input.ts';
import { routeIn } from '../../../domain/escalation/rule-route.ts';
import { handleForm, parse, text, type Values, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import {
  type RuleReplay,
  readAlertRules,
  readRuleOptions,
  replayRule,
} from '../../../reads/alert/rules.ts';
import { alertReplayRoutes } from './replay.ts';

const may = requirePermission('alert.edit');
const LIST = '/admin/alerts/rules';

/** Under `/admin/alerts/rules`: what follows from alerts. */
export function alertRuleRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const drawNew = async (c: AppContext, form?: RefusedForm, replay?: RuleReplay) => {
    const options = await readRuleOptions(c.var.deps.db, c.var.page.id, c.var.deps.clock());
    return renderPage(c, '/admin/alerts/rules/new', { options, replay, form });
  };
  const drawOne = async (c: AppContext, id: string, form?: RefusedForm, replay?: RuleReplay) => {
    const { deps, page } = c.var;
    const rule = await requireAlertRule(deps, page.id, id);
    const options = await readRuleOptions(deps.db, page.id, deps.clock());
    return renderPage(c, '/admin/alerts/rules/[id]', { rule, options, replay, form });
  };
  /** Reads the form; tries it where that button was pressed. */
  const handle = (
    c: AppContext,
    id: string | null,
    save: (values: Values) => Promise<string>,
  ): Promise<Response> => {
    const { deps, page } = c.var;
    let replay: RuleReplay | undefined;
    return handleForm(c, {
      run: async (values) => {
        if (values.do !== 'try') return save(values);
        const settings = settingsIn(values);
        await assertSettings(deps, page.id, settings, settings);
        replay = await replayRule(deps.db, page.id, deps.clock(), { id, settings });
        return { redraw: values };
      },
      draw: (form) => (id ? drawOne(c, id, form, replay) : drawNew(c, form, replay)),
    });
  };

  app.get('/', may, async (c) =>
    renderPage(c, LIST, { rules: await readAlertRules(c.var.deps.db, c.var.page.id) }),
  );
  app.route('/replay', alertReplayRoutes(renderPage));
  app.get('/new', may, (c) => drawNew(c));
  app.post('/new', may, (c) =>
    handle(c, null, async (values) => {
      const { deps, actor, page } = c.var;
      const given = { name: text(values, 'name'), mode: text(values, 'mode') };
      const named = parse(NewAlertRule.omit({ settings: true }), given);
      const input = { ...named, settings: settingsIn(values) };
      await createAlertRule(deps, actor, page.id, input);
      return `${LIST}?done=saved`;
    }),
  );
  app.get('/:id', may, (c) => drawOne(c, c.req.param('id')));
  app.post('/:id', may, (c) => {
    const id = c.req.param('id');
    return handle(c, id, async (values) => {
      const { deps, actor, page } = c.var;
      const given = { name: text(values, 'name'), mode: text(values, 'mode') };
      const edit = parse(AlertRuleEdit.omit({ settings: true }), {
        ...given,
        expectedRevision: Number(text(values, 'expectedRevision')),
      });
      const settings = settingsIn(values);
      await saveAlertRule(deps, actor, page.id, id, { ...edit, settings });
      return `${LIST}?done=saved`;
    });
  });
  app.post('/:id/move', may, async (c) => {
    const { deps, actor, page } = c.var;
    const to = text(await valuesOf(c), 'do') === 'down' ? 'down' : 'up';
    await moveAlertRule(deps, actor, page.id, c.req.param('id'), to);
    return c.redirect(LIST, 303);
  });
  app.post('/:id/state', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const enabled = text(await valuesOf(c), 'do') === 'enable';
    await saveAlertRule(deps, actor, page.id, id, { enabled });
    return c.redirect(`${LIST}/${id}?done=saved`, 303);
  });
  app.get('/:id/delete', may, async (c) => {
    const rule = await requireAlertRule(c.var.deps, c.var.page.id, c.req.param('id'));
    return renderPage(c, '/admin/alerts/rules/[id]/delete', { rule });
  });
  app.post('/:id/delete', may, async (c) => {
    await removeAlertRule(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect(`${LIST}?done=saved`, 303);
  });
  return app;
}

/** Rows of conditions that the form has. */
const ROWS = 20;

function settingsIn(values: Values): RuleSettings {
  const rows = Array.from({ length: ROWS }, (_, i) => i).filter(
    (i) => text(values, `conditions.${i}.value`).trim() !== '',
  );
  const number = (name: string) => {
    const typed = text(values, name).trim();
    return typed === '' ? undefined : Number(typed);
  };
  const given = {
    conditions: rows.map((i) =>
      Object.fromEntries(
        ['field', 'name', 'op', 'value'].map((part) => [
          part,
          text(values, `conditions.${i}.${part}`),
        ]),
      ),
    ),
    ...{ action: text(values, 'action'), groupBy: text(values, 'groupBy') || undefined },
    groupLabels: text(values, 'groupLabels')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    ...{ holdsFor: number('holdsFor'), count: number('count'), endsAfter: number('endsAfter') },
    ...{ perHour: number('perHour'), flapLimit: number('flapLimit') },
    components: Object.keys(values).flatMap((name) =>
      name.startsWith('c.') && text(values, name) !== ''
        ? [{ id: name.slice(2), status: text(values, name) }]
        : [],
    ),
    ...{
      severity: text(values, 'severity') || null,
      templateId: text(values, 'templateId') || null,
    },
    ...{ title: text(values, 'title'), body: text(values, 'body') },
    resolve: text(values, 'resolve') || undefined,
    route:
      text(values, 'route') === ''
        ? null
        : (routeIn(text(values, 'route')) ?? text(values, 'route')),
  };
  return parse(RuleSettings, given, ([name, i, part]) =>
    name === 'conditions' && typeof i === 'number'
      ? `conditions.${rows[i]}.${String(part)}`
      : String(name),
  );
}
