import { type RuledComponent, ruledComponents } from '../../../../db/alert/component.ts';
import type { DueAlert } from '../../../../db/alert/due.ts';
import { type AlertGroup, actsSince, openAlertGroups } from '../../../../db/alert/group.ts';
import { type AlertRule, listAlertRules } from '../../../../db/alert/rule.ts';
import type { Db } from '../../../../db/engine/client.ts';
import { componentsClaimed } from '../../../../db/maintenance/maintenance.ts';
import { AlertGroups, type GroupTarget } from '../../../domain/alert/groups.ts';
import { type AlertFacts, type RuleWorld, ruleFacts } from '../../../domain/alert/rule-facts.ts';
import { HOUR } from '../../../domain/time/time.ts';

type OpenGroup = Awaited<ReturnType<typeof openAlertGroups>>[number];

/** The facts that decisions need, and the rows behind them. */
export type RuledPage = {
  world: RuleWorld;
  rules: ReadonlyMap<string, AlertRule>;
  groups: ReadonlyMap<string, AlertGroup>;
};

export async function readWorld(db: Db, pageId: string, now: number): Promise<RuledPage> {
  const [rules, groups, acts, maintained] = await Promise.all([
    listAlertRules(db, pageId),
    openAlertGroups(db, pageId),
    actsSince(db, pageId, now - HOUR),
    componentsClaimed(db, pageId, ''),
  ]);
  const changed = groups.flatMap(({ group }) => group.components.map(({ id }) => id));
  const components =
    changed.length > 0 ? await ruledComponents(db, pageId, [...new Set(changed)]) : [];
  const byId = new Map(components.map((one) => [one.id, one]));
  const rulesById = new Map(rules.map((one) => [one.id, one]));
  const openedAt = Map.groupBy(acts, ({ ruleId }) => ruleId);
  return {
    world: {
      ...{ now, maintained },
      rules: rules.map(ruleFacts),
      groups: new AlertGroups(
        groups.map((one) => ({
          ...{ id: one.group.id, ruleId: one.group.ruleId, key: one.group.key },
          ...{ open: one.open, lastEndAt: one.lastEndAt, isDry: one.group.dry },
          isActed: one.group.actedAt !== null,
          target: targetOf(one, rulesById.get(one.group.ruleId), byId),
        })),
      ),
      openedAt: new Map([...openedAt].map(([id, list]) => [id, list.map(({ at }) => at)])),
    },
    rules: rulesById,
    groups: new Map(groups.map(({ group }) => [group.id, group])),
  };
}

export const alertFacts = (row: DueAlert): AlertFacts => ({
  ...{ id: row.id, source: { id: row.sourceId, name: row.source }, title: row.title },
  ...{ severity: row.severity, groupKey: row.groupKey, labels: row.labels },
  ...{ annotations: row.annotations, status: row.status, startsAt: row.startsAt },
  ...{ endsAt: row.endsAt, groupId: row.groupId, episodes: row.episodes },
});

function targetOf(
  { group, draft, incident }: OpenGroup,
  rule: AlertRule | undefined,
  components: ReadonlyMap<string, RuledComponent>,
): GroupTarget | null {
  if (group.actedAt === null || group.dry) return null;
  if (incident?.id)
    return {
      kind: 'incident',
      isOver: incident.resolvedAt !== null,
      // A draft that became an incident was published by a person.
      isTouched: group.draftId !== null || incident.revision !== group.incidentRevision,
    };
  if (group.draftId !== null || group.incidentRevision !== null) {
    const isOpen =
      draft?.state === 'open' || draft?.state === 'asked' || draft?.state === 'scheduled';
    const isTouched = draft?.state !== 'open' || draft.revision !== group.draftRevision;
    return { kind: 'draft', isOver: !isOpen, isTouched };
  }
  if (group.components.length > 0)
    return {
      ...{ kind: 'component', isOver: false },
      isTouched: group.components.some(({ id, status }) => {
        const now = components.get(id);
        return now?.cause !== 'alert' || now.status !== status;
      }),
    };
  return rule?.settings.action === 'note'
    ? { kind: 'note', isOver: false, isTouched: false }
    : null;
}
