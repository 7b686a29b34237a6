import type { ComponentStatus } from '../component/status.ts';
import type { Audience, State } from '../incident/incident.ts';
import { noticeIn, type UpdateEvent } from '../maintenance/notice.ts';
import type { Actor } from '../response/role.ts';
import type { Locale } from '../text/locale.ts';
import { type Languages, partOf } from '../text/translation.ts';

/** A component, as far as an update is about it. */
export type AffectedComponent = {
  id: string;
  name: string;
  groupId: string | null;
  group: boolean;
  status: ComponentStatus;
};
export type KnownComponents = ReadonlyMap<string, AffectedComponent>;

/** What the author of an update says. */
export type UpdateInput = {
  state: State;
  body: string;
  /** Component id → the status it takes. */
  components: Record<string, ComponentStatus>;
  nextUpdateBy: number | null;
  deliverNotifications: boolean;
  templateId: string | null;
  templateVersion?: number | null | undefined;
  fields: Record<string, string> | null;
  locale?: Locale | null;
  translations?: Languages;
};

/** Further stored fields of an update. Instants in UTC ms. */
export type UpdateFacts = {
  input: UpdateInput;
  seq: number;
  /** The audience of the incident: nobody else sees the update. */
  audience: Audience;
  author: string;
  at: number;
  displayAt: number;
  /** The sentence that the product writes; by default the new state, when nobody wrote a text. */
  event?: UpdateEvent | null;
};

/** An update as it is stored, with the changes of status that belong to it. */
export function updateOf(facts: UpdateFacts, known: KnownComponents) {
  const { input, seq, audience, author, at, displayAt } = facts;
  const event = facts.event ?? (input.body === '' ? { what: input.state } : null);
  return {
    seq,
    audience,
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
    author,
    displayAt,
    createdAt: at,
    updatedAt: at,
    changes: statusChanges(known, input.components),
  };
}

/** One component's change of status, with its name as it is now. */
export type ComponentChange = {
  position: number;
  componentId: string;
  name: string;
  oldStatus: ComponentStatus;
  newStatus: ComponentStatus;
};

export const statusChanges = (
  known: KnownComponents,
  statuses: Record<string, ComponentStatus> = {},
): ComponentChange[] =>
  Object.entries(statuses).flatMap(([componentId, newStatus], position) => {
    const component = known.get(componentId);
    if (!component) return [];
    const { status: oldStatus } = component;
    return [{ position, componentId, name: fullName(known, component), oldStatus, newStatus }];
  });

/** `Group - Component`, as in mails and JSON. */
function fullName(known: KnownComponents, component: AffectedComponent): string {
  const group = component.groupId ? known.get(component.groupId) : undefined;
  return group ? `${group.name} - ${component.name}` : component.name;
}

/** The components of an incident: those named, and those that take a status. Groups take none. */
export const affectedBy = (
  known: KnownComponents,
  ids: readonly string[],
  statuses: Record<string, ComponentStatus> = {},
): AffectedComponent[] =>
  [...new Set([...ids, ...Object.keys(statuses)])]
    .flatMap((id) => known.get(id) ?? [])
    .filter(({ group }) => !group);

/** In the order in which the database returns them. */
export const sortedIds = (components: readonly { id: string }[]): string[] =>
  components.map(({ id }) => id).sort();

/** How a change of status is recorded: as the next interval, from an earlier time on, or not at all. */
export function recordedAs(
  { oldStatus, newStatus }: ComponentChange,
  isBackdated: boolean,
): 'nothing' | 'next' | 'late' {
  if (isBackdated && newStatus !== 'operational') return 'late';
  return newStatus === oldStatus ? 'nothing' : 'next';
}

/** Who wrote an update that somebody else publishes. */
export type UpdateAuthor = { id: string; name: string };

/** The name that the console shows beside an update. */
export const authorOf = (actor: Actor, writer: UpdateAuthor | undefined): string =>
  writer && writer.id !== actor.id ? `${writer.name}, published by ${actor.name}` : actor.name;

/** The author of the first update leads communication until somebody else is chosen. */
export const leadAfter = (leadId: string | null, actor: Actor): string | null =>
  leadId ?? (actor.kind === 'user' ? actor.id : null);
