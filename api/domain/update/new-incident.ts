import type { Impact } from '../component/impact.ts';
import {
  type Audience,
  advance,
  type IncidentKind,
  type IncidentProgress,
  isClosed,
} from '../incident/incident.ts';
import { readers } from '../page/scope.ts';
import type { Actor } from '../response/role.ts';
import { partOf } from '../text/translation.ts';
import {
  affectedBy,
  authorOf,
  type KnownComponents,
  leadAfter,
  sortedIds,
  type UpdateAuthor,
  type UpdateFacts,
  type UpdateInput,
} from './update.ts';

/** What opens an incident or announces a maintenance. Instants in UTC ms. */
export type OpeningInput = UpdateInput & {
  /** Public where absent. */
  audience?: Audience | undefined;
  name: string;
  componentIds: string[];
  impactOverride: Impact | null;
  scheduledFor: number | null;
  scheduledUntil: number | null;
  automation: Record<string, boolean> | null;
  zone: string | null;
  remindBefore: number[];
  verifyBefore: number | null;
  seriesId: string | null;
  occurrenceAt: number | null;
  metadata: Record<string, unknown>;
  severity: string | null;
  /** When it began and ended, where the first update tells it. */
  since: number | null;
  endedAt: number | null;
  /** Of an incident that is recorded afterwards: its first update shows as of then. */
  startedAt: number | null;
};

type Opening = {
  input: OpeningInput;
  known: KnownComponents;
  now: number;
  actor: Actor;
  writer?: UpdateAuthor | undefined;
};

export const openingKind = ({ scheduledFor }: Pick<OpeningInput, 'scheduledFor'>): IncidentKind =>
  scheduledFor === null ? 'incident' : 'maintenance';

/** Pure: the row of a new incident, its components and its first update. */
export function openedIncident(opening: Opening) {
  const { input, known, now, actor, writer } = opening;
  const affected = affectedBy(known, input.componentIds, input.components);
  const becomes = affected.map(({ id, status }) => input.components[id] ?? status);
  const shownAt = input.startedAt ?? now;
  const step = { state: input.state, at: shownAt, affected: becomes, endedAt: input.endedAt };
  const row = { ...advance(beginning(input, shownAt), step), ...described(opening) };
  const update: UpdateFacts = {
    input,
    seq: 1,
    audience: row.audience,
    author: authorOf(actor, writer),
    at: now,
    displayAt: shownAt,
  };
  return { row, componentIds: sortedIds(affected), becomes, update };
}

const beginning = (input: OpeningInput, shownAt: number): IncidentProgress => ({
  kind: openingKind(input),
  state: input.state,
  impact: input.impactOverride ?? (openingKind(input) === 'maintenance' ? 'maintenance' : 'none'),
  impactOverride: input.impactOverride,
  startedAt: input.since ?? shownAt,
  monitoringAt: null,
  resolvedAt: null,
});

/** The fields that no rule of states moves, with the table's defaults. */
const described = ({ input, now, actor, writer }: Opening) => ({
  audience: input.audience ?? readers,
  name: input.name,
  locale: input.locale ?? null,
  translations: partOf(input.translations ?? {}, 'name'),
  nextUpdateBy: isClosed(input.state) ? null : input.nextUpdateBy,
  scheduledFor: input.scheduledFor,
  scheduledUntil: input.scheduledUntil,
  automation: input.automation,
  zone: input.zone,
  remindBefore: input.remindBefore,
  remindAfter: openingKind(input) === 'maintenance' ? now : null,
  verifyBefore: input.verifyBefore,
  seriesId: input.seriesId,
  occurrenceAt: input.occurrenceAt,
  isException: false,
  metadata: input.metadata,
  drill: false,
  severity: input.severity,
  pastSeverities: [],
  leadId: writer?.id ?? leadAfter(null, actor),
  commanderId: null,
  revision: 1,
  createdAt: now,
  updatedAt: now,
});
