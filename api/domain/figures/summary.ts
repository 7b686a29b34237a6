import { mean, quantileSorted } from 'd3-array';
import type { IncidentFacts } from './durations.ts';
import { type Durations, type MeasureKey, measureKeys } from './measure.ts';

/** Milliseconds. Percentiles interpolate linearly between two values, as spreadsheets do. */
export type Distribution = { count: number; median: number; p90: number; mean: number };

/** Null without values. */
export function summarize(values: readonly number[]): Distribution | null {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  return {
    count: sorted.length,
    median: quantileSorted(sorted, 0.5) ?? 0,
    p90: quantileSorted(sorted, 0.9) ?? 0,
    mean: mean(sorted) ?? 0,
  };
}

export type MeasuredIncident = IncidentFacts & { durations: Durations };
type Group = { key: string | null; label: string };
export type MeasureSummary = {
  key: MeasureKey;
  overall: Distribution | null;
  /** How many were within the target; null without a target. */
  within: number | null;
  target: number | null;
  bySeverity: (Group & { summary: Distribution })[];
  byComponent: (Group & { summary: Distribution })[];
};

type Grouping = {
  incidents: readonly MeasuredIncident[];
  /** Most severe first. */
  severities: readonly string[];
  components: readonly { id: string; name: string }[];
  /** Milliseconds. */
  targets: Readonly<Record<MeasureKey, number | null>>;
};

/** Every figure over all incidents, by severity, and by component. */
export const summariesOf = (grouping: Grouping): MeasureSummary[] =>
  measureKeys.map((key) => {
    const valuesOf = (fits: (one: MeasuredIncident) => boolean) =>
      grouping.incidents.filter(fits).flatMap(({ durations }) => durations[key] ?? []);
    const grouped = (
      groups: Group[],
      fits: (one: MeasuredIncident, key: string | null) => boolean,
    ) =>
      groups.flatMap((group) => {
        const summary = summarize(valuesOf((one) => fits(one, group.key)));
        return summary ? [{ ...group, summary }] : [];
      });
    const target = grouping.targets[key];
    const all = valuesOf(() => true);
    return {
      ...{ key, target, overall: summarize(all) },
      within: target === null ? null : all.filter((value) => value <= target).length,
      bySeverity: grouped(severityGroups(grouping), (one, severity) => one.severity === severity),
      byComponent: grouped(
        grouping.components.map(({ id, name }) => ({ key: id, label: name })),
        (one, id) => id !== null && one.componentIds.includes(id),
      ),
    };
  });

/** Those of the scale, then those that it no longer has, then none. */
const severityGroups = ({ severities, incidents }: Grouping): Group[] => {
  const used = incidents.flatMap(({ severity }) => severity ?? []).sort();
  return [
    ...[...new Set([...severities, ...used])].map((key) => ({ key, label: key })),
    { key: null, label: 'No severity' },
  ];
};
