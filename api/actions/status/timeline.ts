import { type Component, changeStatus, setStatus } from '../../../db/component/component.ts';
import { insertNotification } from '../../../db/delivery/notification.ts';
import { insertDigest } from '../../../db/delivery/occasion.ts';
import { supersedeStatements } from '../../../db/delivery/supersede.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { insertChange, insertUpdate } from '../../../db/incident/incident.ts';
import { statusCauseOf } from '../../domain/component/status-cause.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import { isForReaders } from '../../domain/page/scope.ts';
import type { Actor } from '../../domain/response/role.ts';
import {
  type ComponentChange,
  recordedAs,
  type UpdateFacts,
  updateOf,
} from '../../domain/update/update.ts';
import type { Publisher } from '../commit.ts';
import type { Backdating } from './backdating.ts';
import { backdatedIntervals } from './interval.ts';

type UpdateDraft = UpdateFacts & {
  pageId: string;
  incidentId: string;
  actor: Actor;
  /** When the statuses changed, if they are reported late. */
  transitionedAt?: number;
  /** Components whose subscribers are notified; where there are none, everybody is. */
  affected: readonly string[];
  backdating?: Backdating | undefined;
};

/** Rows of an update: the update, its status changes, and its notification. */
export function updateStatements(
  deps: Publisher,
  known: Map<string, Component>,
  { pageId, incidentId, actor, transitionedAt, affected, backdating, ...facts }: UpdateDraft,
): Statement[] {
  const updateId = deps.newId();
  const { changes, ...row } = updateOf(facts, known);
  const at = transitionedAt ?? facts.at;
  return [
    insertUpdate(deps.db, { id: updateId, pageId, incidentId, ...row }),
    ...statusStatements(deps, known, { pageId, actor, updateId, at, changes, backdating }),
    ...(row.deliverNotifications && isForReaders(row)
      ? notificationStatements(deps, affected, {
          ...{ pageId, incidentId, updateId, at: facts.at },
          ...{ state: row.state, notice: row.notice },
        })
      : []),
  ];
}

function notificationStatements(
  deps: Publisher,
  affected: readonly string[],
  of: Omit<Parameters<typeof insertNotification>[1], 'id' | 'componentIds'>,
): Statement[] {
  const id = deps.newId();
  const componentIds = affected.length > 0 ? [...affected] : null;
  return [
    insertNotification(deps.db, { id, ...of, componentIds }),
    ...supersedeStatements(deps.db, { id, incidentId: of.incidentId }),
    ...(isClosed(of.state) ? [insertDigest(of, { id: deps.newId(), endId: id })] : []),
  ];
}

/** What changes of status write: without an update they are of components alone. */
export const statusStatements = (
  deps: Publisher,
  known: Map<string, Component>,
  context: StatusContext & { changes: readonly ComponentChange[] },
): Statement[] =>
  context.changes.flatMap((change) => {
    const component = known.get(change.componentId);
    const { updateId } = context;
    return [
      ...(updateId ? [insertChange(deps.db, { updateId, ...change })] : []),
      ...(component ? recordedChange(deps, component, change, context) : []),
    ];
  });

type StatusContext = {
  pageId: string;
  actor: Actor;
  updateId: string | null;
  at: number;
  backdating?: Backdating | undefined;
};

function recordedChange(
  deps: Publisher,
  component: Component,
  change: ComponentChange,
  { pageId, actor, updateId, at, backdating }: StatusContext,
): Statement[] {
  const { componentId, newStatus: status } = change;
  const intervalId = deps.newId();
  const cause = statusCauseOf(actor, updateId);
  const transition = { intervalId, pageId, componentId, status, at, updateId, cause };
  const how = recordedAs(change, backdating !== undefined);
  if (how === 'nothing') return [];
  if (how === 'next' || !backdating) return changeStatus(deps.db, transition);
  const stored = backdating.stored.get(componentId) ?? [];
  return [
    setStatus(deps.db, transition),
    ...backdatedIntervals(deps, component, stored, { ...transition, since: backdating.since }),
  ];
}
