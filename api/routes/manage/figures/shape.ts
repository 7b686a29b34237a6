import type { TimeBetweenFailures } from '../../../domain/figures/failures.ts';
import type { FiguredIncident, TeamFigures } from '../../../domain/figures/figures.ts';
import { measureKeys, measureLabels } from '../../../domain/figures/measure.ts';
import { keptShare, type PromiseCounts } from '../../../domain/figures/promises.ts';
import type { Distribution } from '../../../domain/figures/summary.ts';
import { isoTime, isoTimeOrNull } from '../../../domain/time/iso.ts';
import type { PageFigures } from '../../../reads/figures.ts';

const seconds = (ms: number): number => Math.round(ms / 1000);
const secondsOrNull = (ms: number | null): number | null => (ms === null ? null : seconds(ms));

/** The figures of a page. Durations are whole seconds. */
export const figuresShape = ({ figures, onCallLoad, period }: PageFigures) => ({
  period: { name: period, from: isoTime(figures.span.from), to: isoTime(figures.span.to) },
  incidents: figures.incidents.length,
  open_incidents: figures.open,
  measures: figures.measures.map((one) => ({
    key: `time_to_${one.key}`,
    label: measureLabels[one.key].label,
    from: measureLabels[one.key].from,
    to: measureLabels[one.key].to,
    target_seconds: secondsOrNull(one.target),
    within_target: one.within,
    overall: one.overall && summaryShape(one.overall),
    by_severity: one.bySeverity.map(({ key, summary }) => ({
      severity: key,
      ...summaryShape(summary),
    })),
    by_component: one.byComponent.map(({ key, label, summary }) => ({
      component_id: key,
      name: label,
      ...summaryShape(summary),
    })),
  })),
  frequency: frequencyShape(figures),
  promises: keptShape(figures.promises),
  cadence: keptShape(figures.cadence),
  postmortems: {
    ...keptShape(figures.reviews),
    approved: figures.reviews.done,
    overdue: figures.reviews.overdue,
    not_due_yet: figures.reviews.pending,
    not_needed: figures.reviews.notNeeded,
  },
  on_call: {
    shifts: onCallLoad.shifts,
    mean_load: onCallLoad.load === null ? null : Number(onCallLoad.load.toFixed(2)),
    interrupted_nights: onCallLoad.interruptedNights,
  },
  time_between_failures: {
    ...failuresShape(figures.failures),
    by_component: figures.failuresByComponent.map(({ id, name, ...one }) => ({
      component_id: id,
      name,
      ...failuresShape(one),
    })),
  },
  by_incident: figures.incidents.map(incidentShape),
});

const summaryShape = ({ count, median, p90, mean }: Distribution) => ({
  count,
  median_seconds: seconds(median),
  p90_seconds: seconds(p90),
  mean_seconds: seconds(mean),
});

const frequencyShape = ({ frequency }: TeamFigures) => ({
  per_week: Number(frequency.perWeek.toFixed(2)),
  target_per_week: frequency.target,
  unit: frequency.unit,
  counts: frequency.buckets.map(({ day, count }) => ({ from: day, count })),
});

const keptShape = ({ target, ...counts }: PromiseCounts & { target: number | null }) => {
  const share = keptShare(counts);
  return {
    kept: counts.kept,
    missed: counts.missed,
    percent: share === null ? null : Number((share * 100).toFixed(1)),
    target_percent: target,
  };
};

const failuresShape = ({ failures, uptime, mean }: TimeBetweenFailures) => ({
  failures,
  uptime_seconds: seconds(uptime),
  mean_seconds: secondsOrNull(mean),
});

const incidentShape = (one: FiguredIncident) => ({
  id: one.id,
  name: one.name,
  severity: one.severity,
  visibility: one.audience,
  component_ids: one.componentIds,
  started_at: isoTime(one.startedAt),
  ...Object.fromEntries(
    Object.entries(one.milestones).map(([kind, at]) => [`${kind}_at`, isoTimeOrNull(at)]),
  ),
  ...Object.fromEntries(
    measureKeys.map((key) => [`time_to_${key}_seconds`, secondsOrNull(one.durations[key])]),
  ),
  promises: { kept: one.promises.kept, missed: one.promises.missed },
  cadence: { kept: one.cadence.kept, missed: one.cadence.missed },
  postmortem: {
    state: one.review.state,
    due_at: isoTimeOrNull(one.review.dueAt),
    approved_at: isoTimeOrNull(one.review.doneAt),
  },
});
