import { endPagingOfRule } from '../../../db/alert/paging.ts';
import {
  type AlertRule,
  closeGroupsOf,
  deleteAlertRule,
  findAlertRule,
  insertAlertRule,
  listAlertRules,
  setRulePosition,
  updateAlertRule,
} from '../../../db/alert/rule.ts';
import { listComponents } from '../../../db/component/component.ts';
import { findPolicy } from '../../../db/escalation/policy.ts';
import { findSchedule } from '../../../db/on-call/schedule.ts';
import { findTemplate } from '../../../db/template/template.ts';
import { notFound, refused } from '../../core/problem.ts';
import { type RuleSettings, whyNotLive } from '../../domain/alert/rule.ts';
import type { AlertRuleEdit, NewAlertRule } from '../../domain/alert/rule-input.ts';
import type { Actor } from '../../domain/response/role.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { assertInternalFields } from '../incident/internal-fields.ts';
import { textProblem } from './run/texts.ts';

const MAX_RULES = 100;

/** Adds a rule after the others. One that publishes begins with a dry run. */
export async function createAlertRule(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { name, mode, settings, enabled = true }: NewAlertRule,
): Promise<string> {
  const others = await listAlertRules(deps.db, pageId);
  if (others.length >= MAX_RULES)
    throw refused({ name: `A page can have at most ${MAX_RULES} rules.` });
  await assertSettings(deps, pageId, settings);
  const at = deps.clock();
  assertLive(mode, settings, null, at);
  const row = {
    ...{ id: deps.newId(), pageId, name, mode, settings, createdBy: actor.name },
    dryFrom: mode === 'dry' ? at : null,
    disabledAt: enabled ? null : at,
    position: Math.max(0, ...others.map(({ position }) => position)) + 1,
    ...{ createdAt: at, updatedAt: at },
  };
  await commitRule(deps, actor, row, { action: 'create', after: { name, mode, settings } }, [
    insertAlertRule(deps.db, row),
  ]);
  return row.id;
}

/** Other settings begin another dry run. */
export async function saveAlertRule(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
  { expectedRevision, name, mode, settings, enabled }: AlertRuleEdit,
): Promise<void> {
  const before = await requireAlertRule(deps, pageId, id);
  assertFresh(before.revision, expectedRevision);
  const at = deps.clock();
  const next = { mode: mode ?? before.mode, settings: settings ?? before.settings };
  if (settings) await assertSettings(deps, pageId, settings, before.settings);
  const isSame = reviewed(next.settings) === reviewed(before.settings);
  const dryFrom = isSame ? before.dryFrom : null;
  const stays = isSame && before.mode === 'live' && next.mode === 'live';
  if (!stays) assertLive(next.mode, next.settings, dryFrom, at);
  const after = {
    ...next,
    name: name ?? before.name,
    dryFrom: next.mode === 'live' ? null : (dryFrom ?? at),
    disabledAt:
      enabled === undefined ? before.disabledAt : enabled ? null : (before.disabledAt ?? at),
  };
  const shown = ({ name: called, mode: how, disabledAt, settings: what }: typeof after) => ({
    ...{ name: called, mode: how, disabledAt, settings: what },
  });
  const audited = { action: 'edit', before: shown(before), after: shown(after) };
  await commitRule(deps, actor, before, audited, [
    updateAlertRule(deps.db, id, before.revision, { ...after, updatedAt: at }),
    ...(next.mode === before.mode ? [] : [closeGroupsOf(deps.db, id, at)]),
    ...(next.settings.route ? [] : [endPagingOfRule(id, { at, by: actor.name })]),
  ]);
}

/** What a dry run tries: whom to page can be changed without another one. */
const reviewed = ({ route: _, ...settings }: RuleSettings): string => JSON.stringify(settings);

/** One place up or down: the first rule that matches decides. */
export async function moveAlertRule(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
  to: 'up' | 'down' | number,
): Promise<void> {
  const all = await listAlertRules(deps.db, pageId);
  const from = all.findIndex((one) => one.id === id);
  const [moved] = from < 0 ? [] : all.splice(from, 1);
  if (!moved) throw notFound('alert rule');
  const wanted = typeof to === 'number' ? to - 1 : from + (to === 'up' ? -1 : 1);
  const place = Math.min(Math.max(wanted, 0), all.length);
  if (place === from) return;
  all.splice(place, 0, moved);
  const audited = { action: 'move', before: { place: from + 1 }, after: { place: place + 1 } };
  await commitRule(
    ...([deps, actor, moved, audited] as const),
    all.map((one, i) => setRulePosition(deps.db, one.id, i + 1)),
  );
}

export async function removeAlertRule(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const rule = await requireAlertRule(deps, pageId, id);
  const { name, mode, settings } = rule;
  await commitRule(deps, actor, rule, { action: 'delete', before: { name, mode, settings } }, [
    endPagingOfRule(id, { at: deps.clock(), by: actor.name }),
    deleteAlertRule(deps.db, id),
  ]);
}

export async function requireAlertRule(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
  id: string,
): Promise<AlertRule> {
  const rule = await findAlertRule(db, pageId, id);
  if (!rule) throw notFound('alert rule');
  return rule;
}

function assertLive(
  mode: AlertRule['mode'],
  settings: RuleSettings,
  dryFrom: number | null,
  now: number,
): void {
  const why = mode === 'live' ? whyNotLive(settings, dryFrom, now) : null;
  if (why) throw refused({ mode: why });
}

/** Throws where a rule names what the page does not have, or a text is no template. */
export async function assertSettings(
  deps: Pick<DraftChange, 'db' | 'clock'>,
  pageId: string,
  settings: RuleSettings,
  before?: RuleSettings,
): Promise<void> {
  const { components, severity, templateId, title, body, route } = settings;
  await assertInternalFields(
    deps,
    pageId,
    { severity },
    before ? { severity: before.severity } : {},
  );
  const known = components.length > 0 ? await listComponents(deps.db, pageId) : [];
  const isKnown = ({ id }: { id: string }) => known.some((one) => one.id === id && !one.group);
  const errors: Record<string, string | null> = {
    components: components.every(isKnown) ? null : 'Choose components of this page.',
    templateId:
      templateId === null || (await findTemplate(deps.db, pageId, templateId))
        ? null
        : 'Choose a template of this page.',
    route: await routeProblem(deps, pageId, route),
    title: textProblem(title),
    body: textProblem(body),
  };
  const wrong = Object.entries(errors).flatMap(([field, why]) => (why ? [[field, why]] : []));
  if (wrong.length > 0) throw refused(Object.fromEntries(wrong));
}

async function routeProblem(
  { db, clock }: Pick<DraftChange, 'db' | 'clock'>,
  pageId: string,
  route: RuleSettings['route'],
): Promise<string | null> {
  if (!route) return null;
  if (route.type === 'schedule')
    return (await findSchedule(db, pageId, route.id, clock()))
      ? null
      : 'Choose a schedule of this page.';
  const policy = await findPolicy(db, pageId, route.id);
  if (!policy) return 'Choose an escalation policy of this page.';
  return route.level <= policy.levels.length ? null : 'The policy doesn’t have that many levels.';
}

const commitRule = (
  deps: DraftChange,
  actor: Actor,
  { id: subjectId, pageId }: Pick<AlertRule, 'id' | 'pageId'>,
  audited: { action: string; before?: object; after?: object },
  statements: Parameters<typeof commitInternal>[2],
): Promise<void> =>
  commitInternal(
    deps,
    { pageId, actor, at: deps.clock(), subject: 'alert_rule', subjectId, ...audited },
    statements,
  );
