import { openIncidentsOn, ruledComponents } from '../../../../db/alert/component.ts';
import { updateAlertGroup } from '../../../../db/alert/group.ts';
import { findPage, insertAudit } from '../../../../db/page/page.ts';
import { insertEvent } from '../../../../db/room/event.ts';
import { Problem } from '../../../core/problem.ts';
import { worst } from '../../../domain/component/status.ts';
import { requiresApproval } from '../../../domain/draft/approval.ts';
import { commitInternal } from '../../draft/commit-internal.ts';
import { NewIncident } from '../../incident/input.ts';
import { patchIncident } from '../../incident/patch.ts';
import { assertReady, publish } from '../../publication/publication.ts';
import { type Acting, alertActor, type RuleRunner, ruleChange } from './acting.ts';
import { startDraft } from './draft.ts';
import { ruleTexts } from './texts.ts';

/** Where a second person or preflight would stop a text, a draft waits for a person instead. */
export async function publishIncident(deps: RuleRunner, acting: Acting): Promise<unknown> {
  const { pageId, rule, alert, groupId, rest } = acting;
  const { severity, components } = rule.settings;
  const page = await findPage(deps.db, pageId);
  const graded = { kind: 'incident' as const, severity, pastSeverities: [] };
  if (page && requiresApproval(page, graded))
    return startDraft(deps, acting, 'Started a draft: its severity requires approval.');
  const known = await ruledComponents(
    deps.db,
    pageId,
    components.map(({ id }) => id),
  );
  const changes = components.flatMap(({ id, status }) => {
    const before = known.find((one) => one.id === id)?.status;
    return before ? [{ id, before, status: worst([before, status]) }] : [];
  });
  const { title: name, body } = ruleTexts(rule.settings, alert);
  const input = NewIncident.safeParse({
    ...{ name, state: 'investigating', body, severity },
    components: Object.fromEntries(changes.map(({ id, status }) => [id, status])),
  });
  if (!input.success)
    return startDraft(deps, acting, 'Started a draft: its text can’t be published.');
  const actedAt = deps.clock();
  const opening = { what: 'opening' as const, input: input.data };
  try {
    // Preflight lets texts of the product itself pass; this one has words of a sender.
    await assertReady(deps, { ...alertActor, kind: 'token' }, pageId, opening, {});
    return await publish(deps, alertActor, pageId, opening, {
      extraStatements: (incidentId) => [
        ...rest(),
        updateAlertGroup(deps.db, groupId, {
          ...{ actedAt, incidentId, incidentRevision: 1, components: changes },
        }),
      ],
    });
  } catch (error) {
    if (!(error instanceof Problem) || (error.code !== 'invalid' && error.code !== 'conflict'))
      throw error;
    return startDraft(deps, acting, `Started a draft. ${error.message}`);
  }
}

export async function noteInRooms(
  deps: RuleRunner,
  acting: Acting,
  what: 'firing' | 'over',
): Promise<void> {
  const { pageId, rule, alert, groupId, rest } = acting;
  const ids = rule.settings.components.map(({ id }) => id);
  const incidents = await openIncidentsOn(deps.db, pageId, ids);
  const at = deps.clock();
  const text =
    what === 'firing'
      ? `Alert from ${alert.source}: ${alert.title}`
      : `Alerts of “${rule.name}” are over, the last one: ${alert.title}`;
  const noted = incidents.flatMap((incidentId) => [
    insertEvent(deps.db, {
      ...{ id: deps.newId(), pageId, incidentId, kind: 'observation', text },
      ...{ author: alertActor.name, at, originalAt: at, createdAt: at },
    }),
    insertAudit(deps.db, {
      id: deps.newId(),
      ...ruleChange(acting, at, 'event', 'room', incidentId),
    }),
  ]);
  const none = {
    outcome: 'noted' as const,
    explanation: 'No open incident affects its components.',
  };
  const group = what === 'firing' ? [updateAlertGroup(deps.db, groupId, { actedAt: at })] : [];
  await commitInternal(deps, ruleChange(acting, at, 'act', 'alert_rule', rule.id), [
    ...noted,
    ...(what === 'firing' && incidents.length === 0 ? rest(none) : rest()),
    ...group,
  ]);
}

/** Refused as a conflict where somebody has changed the incident meanwhile. */
export async function resolveByRule(
  deps: RuleRunner,
  acting: Acting,
  incidentId: string,
): Promise<void> {
  const { pageId, rule, group, rest } = acting;
  const known = await ruledComponents(
    deps.db,
    pageId,
    rule.settings.components.map(({ id }) => id),
  );
  const ours = known.filter((one) => one.incidentId === incidentId);
  // What a person or another incident had set before stays so.
  const before = new Map(group?.components.map((one) => [one.id, one.before]));
  await patchIncident(
    deps,
    alertActor,
    pageId,
    incidentId,
    {
      ...{
        state: 'resolved',
        body: '',
        locale: null,
        translations: {},
        deliverNotifications: true,
      },
      ...{ templateId: null, fields: null, since: null, endedAt: null, override: null },
      ...{ approvalOverride: null, expectedRevision: group?.incidentRevision ?? 0 },
      components: Object.fromEntries(
        ours.map(({ id }) => [id, before.get(id) ?? 'operational'] as const),
      ),
    },
    { extraStatements: () => rest() },
  );
}
