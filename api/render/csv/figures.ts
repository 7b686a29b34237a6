import type { FiguredIncident, TeamFigures } from '../../domain/figures/figures.ts';
import { measureKeys } from '../../domain/figures/measure.ts';
import { BYTE_ORDER_MARK, csvLine } from './line.ts';

const time = (ms: number | null): string => (ms === null ? '' : new Date(ms).toISOString());
const seconds = (ms: number | null): number | string => (ms === null ? '' : Math.round(ms / 1000));

const milestones = [
  'alerted',
  'acknowledged',
  'announced',
  'diagnosed',
  'mitigated',
  'resolved',
] as const;

/** One line per incident, newest first: its milestones, and the seconds between them. */
export const figuresCsv = ({ incidents }: TeamFigures): string =>
  BYTE_ORDER_MARK +
  csvLine([
    ...['id', 'name', 'severity', 'visibility', 'started_at'],
    ...milestones.map((kind) => `${kind}_at`),
    ...measureKeys.map((key) => `time_to_${key}_seconds`),
    ...['promises_kept', 'promises_missed', 'cadence_kept', 'cadence_missed'],
    ...['postmortem', 'postmortem_due_at', 'postmortem_approved_at'],
  ]) +
  incidents.map(lineOf).join('');

const lineOf = (one: FiguredIncident): string =>
  csvLine([
    ...[one.id, one.name, one.severity ?? '', one.audience, time(one.startedAt)],
    ...milestones.map((kind) => time(one.milestones[kind])),
    ...measureKeys.map((key) => seconds(one.durations[key])),
    ...[one.promises.kept, one.promises.missed, one.cadence.kept, one.cadence.missed],
    ...[one.review.state ?? '', time(one.review.dueAt), time(one.review.doneAt)],
  ]);
