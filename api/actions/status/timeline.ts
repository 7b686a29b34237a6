import { type Component, changeStatus, setStatus } from '../../../db/component/component.ts';
import type { Interval } from '../../../db/component/interval.ts';
import { insertNotification } from '../../../db/delivery/notification.ts';
import { supersedeStatements } from '../../../db/delivery/supersede.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { insertChange, insertUpdate } from '../../../db/incident/incident.ts';
import type { ComponentStatus } from '../../domain/component/status.ts';
import type { Audience, State } from '../../domain/incident/incident.ts';
import { noticeIn, type UpdateEvent } from '../../domain/maintenance/notice.ts';
import type { Locale } from '../../domain/text/locale.ts';
import { type Languages, partOf } from '../../domain/text/translation.ts';
import type { Publisher } from '../commit.ts';
import { reportedLate } from './interval.ts';

type UpdateDraft = {
  pageId: string;
  incidentId: string;
  seq: number;
  /** The audience of the incident: nobody else sees the update. */
  audience: Audience;
  author: string;
  at: number;
  displayAt: number;
  /** When the statuses changed, if they are reported late. */
  turnedAt?: number;
  /** The sentence that the product writes; by default the new state, when nobody wrote a text. */
  event?: UpdateEvent | null;
  affected: readonly string[];
  /** When an outage is reported late: its start, and the intervals recorded since. */
  late?: ReportedLate | undefined;
  input: {
    state: State;
    body: string;
    components: Record<string, ComponentStatus>;
    nextUpdateBy: number | null;
    deliverNotifications: boolean;
    templateId: string | null;
    templateVersion?: number | null | undefined;
    fields: Record<string, string> | null;
    locale?: Locale | null;
    translations?: Languages;
  };
};

export type ReportedLate = { since: number; stored: ReadonlyMap<string, Interval[]> };

/** Rows of an update: the update, its status changes, and its notification. */
export function updateStatements(
  deps: Publisher,
  known: Map<string, Component>,
  draft: UpdateDraft,
): Statement[] {
  const { input, at, pageId, incidentId } = draft;
  const updateId = deps.newId();
  const event = draft.event ?? (input.body === '' ? { what: input.state } : null);
  const statements = [
    insertUpdate(deps.db, {
      id: updateId,
      pageId,
      incidentId,
      seq: draft.seq,
      audience: draft.audience,
      state: input.state,
      body: input.body,
      locale: input.locale ?? null,
      translations: partOf(input.translations ?? {}, 'body'),
      nextUpdateBy: input.nextUpdateBy,
      deliverNotifications: input.deliverNotifications,
      templateId: input.templateId,
      templateVersion: input.templateVersion ?? null,
      fields: input.fields,
      notice: noticeIn(event),
      event,
      author: draft.author,
      displayAt: draft.displayAt,
      createdAt: at,
      updatedAt: at,
    }),
    ...statusStatements(
      deps,
      known,
      pageId,
      updateId,
      draft.turnedAt ?? at,
      input.components,
      draft.late,
    ),
  ];
  if (input.deliverNotifications && draft.audience === 'public') {
    const id = deps.newId();
    statements.push(
      insertNotification(deps.db, {
        id,
        pageId,
        incidentId,
        updateId,
        componentIds: draft.affected.length > 0 ? [...draft.affected] : null,
        at,
      }),
      ...supersedeStatements(deps.db, { id, incidentId }),
    );
  }
  return statements;
}

export function statusStatements(
  deps: Publisher,
  known: Map<string, Component>,
  pageId: string,
  updateId: string | null,
  at: number,
  statuses: Record<string, ComponentStatus>,
  late?: ReportedLate,
): Statement[] {
  return Object.entries(statuses).flatMap(([componentId, status], position) => {
    const component = known.get(componentId);
    if (!component) return [];
    const hung = updateId
      ? [
          insertChange(deps.db, {
            updateId,
            position,
            componentId,
            name: fullName(known, component),
            oldStatus: component.status,
            newStatus: status,
          }),
        ]
      : [];
    if (late && updateId && status !== 'operational')
      return [
        ...hung,
        setStatus(deps.db, { componentId, status, at }),
        ...reportedLate(deps, component, late.stored.get(componentId) ?? [], {
          status,
          since: late.since,
          at,
          updateId,
        }),
      ];
    if (status === component.status) return hung;
    const change = { intervalId: deps.newId(), pageId, componentId, status, at, updateId };
    return [...hung, ...changeStatus(deps.db, change)];
  });
}

/** `Group - Component`, as in mails and JSON. */
export function fullName(known: Map<string, Component>, component: Component): string {
  const group = component.groupId ? known.get(component.groupId) : undefined;
  return group ? `${group.name} - ${component.name}` : component.name;
}
