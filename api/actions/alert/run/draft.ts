import { ruledComponents } from '../../../../db/alert/component.ts';
import { updateAlertGroup } from '../../../../db/alert/group.ts';
import { updateDraft } from '../../../../db/draft/draft.ts';
import type { DraftValues } from '../../../domain/draft/draft.ts';
import { machineDraft } from '../../draft/begin-by-machine.ts';
import { commitInternal } from '../../draft/commit-internal.ts';
import { type Acting, alertActor, type RuleRunner, ruleChange } from './acting.ts';
import { ruleTexts } from './texts.ts';

/** As in a new form: its box is ticked until a person takes that away. */
const notifying = { notify: 'on' } as const;

/** A draft of an incident, for a person to publish. `explanation`: why it is one, where the rule wanted more. */
export async function startDraft(deps: RuleRunner, acting: Acting, explanation?: string) {
  const { pageId, rule, alert, groupId, rest } = acting;
  const { settings } = rule;
  const known = await ruledComponents(
    deps.db,
    pageId,
    settings.components.map(({ id }) => id),
  );
  const { title, body } = ruleTexts(settings, alert);
  const statuses = settings.components.filter(({ id }) => known.some((one) => one.id === id));
  const id = deps.newId();
  const values: DraftValues = {
    ...{ state: 'investigating', name: title, ...notifying },
    ...(body ? { body } : {}),
    ...(settings.severity ? { severity: settings.severity } : {}),
    ...(settings.templateId ? { template: settings.templateId } : {}),
    ...Object.fromEntries(statuses.map((one) => [`c.${one.id}`, one.status])),
  };
  const at = deps.clock();
  await commitInternal(deps, ruleChange(acting, at, 'begin', 'draft', id), [
    ...machineDraft(deps, alertActor, { id, pageId, incidentId: null, values, at }),
    ...rest(explanation ? { outcome: 'drafted', explanation } : undefined),
    updateAlertGroup(deps.db, groupId, { actedAt: at, draftId: id, draftRevision: 1 }),
  ]);
}

/** An update that resolves the incident, for a person to publish. */
export async function proposeEnd(
  deps: RuleRunner,
  acting: Acting,
  incidentId: string,
): Promise<void> {
  const { pageId, rule } = acting;
  const at = deps.clock();
  const id = deps.newId();
  const statuses = rule.settings.components.map((one) => [`c.${one.id}`, 'operational']);
  const values = { state: 'resolved', ...notifying, ...Object.fromEntries(statuses) };
  await commitInternal(deps, ruleChange(acting, at, 'begin', 'draft', id), [
    ...machineDraft(deps, alertActor, { id, pageId, incidentId, values, at }),
    ...acting.rest(),
  ]);
}

/** Fails where somebody has written in it meanwhile. */
export async function discardRuleDraft(
  deps: RuleRunner,
  acting: Acting,
  id: string,
): Promise<void> {
  const at = deps.clock();
  const revision = acting.group?.draftRevision ?? 0;
  await commitInternal(deps, ruleChange(acting, at, 'discard', 'draft', id), [
    updateDraft(deps.db, id, revision, { state: 'discarded', updatedAt: at }),
    ...acting.rest(),
  ]);
}
