import { Hono } from 'hono';
import { z } from 'zod';
import { type AlertRule, listAlertRules } from '../../../../db/alert/rule.ts';
import {
  createAlertRule,
  moveAlertRule,
  removeAlertRule,
  requireAlertRule,
  saveAlertRule,
} from '../../../actions/alert/rule.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { AlertRuleEdit, NewAlertRule } from '../../../domain/alert/rule-input.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import { requirePermission } from '../../../http/permission.ts';
import { replayRule } from '../../../reads/alert/rules.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, maybe, parsed } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { camelCased, snakeCased } from './case.ts';

const may = requirePermission('alert.edit');

const Edit = AlertRuleEdit.omit({ expectedRevision: true });
/** The place in the list, from 1. */
const Place = z.int('position is a whole number from 1.').min(1).max(1000).optional();

/** Under `/pages/:page/alert_rules`: what follows from alerts. */
export function alertRules(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const all = await listAlertRules(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listingOf(c)).map(ruleShape));
  });
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const input = parsed(NewAlertRule, await givenIn(c));
    const id = await createAlertRule(deps, actor, page.id, input);
    return c.json(ruleShape(await ruleOf(c, id)), 201);
  });
  app.get('/:rule', async (c) => c.json(ruleShape(await ruleOf(c, c.req.param('rule')))));
  app.on(['PATCH', 'PUT'], '/:rule', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('rule');
    const { position: place, ...given } = await givenIn(c);
    const position = parsed(Place, place);
    const before = await ruleOf(c, id);
    const settings = given.settings && { ...before.settings, ...given.settings };
    await saveAlertRule(deps, actor, page.id, id, parsed(Edit, { ...given, settings }));
    if (position !== undefined) await moveAlertRule(deps, actor, page.id, id, position);
    return c.json(ruleShape(await ruleOf(c, id)));
  });
  app.delete('/:rule', may, async (c) => {
    await removeAlertRule(c.var.deps, c.var.actor, c.var.page.id, c.req.param('rule'));
    return c.body(null, 204);
  });
  app.get('/:rule/replay', async (c) => {
    const { deps, page } = c.var;
    const { id, settings } = await ruleOf(c, c.req.param('rule'));
    const replay = await replayRule(deps.db, page.id, deps.clock(), { id, settings });
    return c.json({
      ...{ alerts: replay.alerts, matched: replay.matched, counts: replay.counts },
      steps: replay.steps.map(({ at, alertId, ...step }) => ({
        ...{ at: isoTime(at), alert_id: alertId, ...step },
      })),
    });
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:rule', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  app.all('/:rule/replay', onlyTakes('GET', 'HEAD'));
  return app;
}

const ruleOf = (c: AppContext, id: string) => requireAlertRule(c.var.deps, c.var.page.id, id);

async function givenIn(c: AppContext) {
  const { settings, ...given } = unwrap(await readBody(c), 'alert_rule');
  const isObject = typeof settings === 'object' && settings !== null && !Array.isArray(settings);
  return {
    ...given,
    enabled: parsed(maybe(flag('enabled')), given.enabled),
    settings: isObject ? camelCased(settings) : settings,
  } as Record<string, unknown> & { settings?: object | undefined };
}

const ruleShape = (row: AlertRule) => ({
  ...{ id: row.id, page_id: row.pageId, name: row.name, position: row.position, mode: row.mode },
  dry_since: row.dryFrom === null ? null : isoTime(row.dryFrom),
  ...{ enabled: row.disabledAt === null, revision: row.revision, created_by: row.createdBy },
  settings: snakeCased(row.settings),
  ...{ created_at: isoTime(row.createdAt), updated_at: isoTime(row.updatedAt) },
});
