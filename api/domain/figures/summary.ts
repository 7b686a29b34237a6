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
export function summariesOf(grouping: Grouping): MeasureSummary[] {
  const { incidents, targets } = grouping;
  const ofSeverity = Map.groupBy(incidents, ({ severity }) => severity);
  const ofComponent = byComponent(incidents);
  const severities = severityGroups(grouping).map((group) => ({
    ...{ group, members: ofSeverity.get(group.key) ?? [] },
  }));
  const components = grouping.components.map(({ id, name }) => ({
    group: { key: id, label: name },
    members: ofComponent.get(id) ?? [],
  }));
  return measureKeys.map((key) => {
    const valuesOf = (some: readonly MeasuredIncident[]) =>
      some.map(({ durations }) => durations[key]).filter((value) => value !== null);
    const summaries = (groups: { group: Group; members: readonly MeasuredIncident[] }[]) =>
      groups.flatMap(({ group, members }) => {
        const summary = summarize(valuesOf(members));
        return summary ? [{ ...group, summary }] : [];
      });
    const target = targets[key];
    const all = valuesOf(incidents);
    return {
      ...{ key, target, overall: summarize(all) },
      within: target === null ? null : all.filter((value) => value <= target).length,
      bySeverity: summaries(severities),
      byComponent: summaries(components),
    };
  });
}

/** The incidents of each component, in one pass: a page can have hundreds of components. */
export function byComponent<T extends { componentIds: readonly string[] }>(
  incidents: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of incidents)
    for (const id of new Set(one.componentIds)) {
      const group = groups.get(id);
      if (group) group.push(one);
      else groups.set(id, [one]);
    }
  return groups;
}

/** Those of the scale, then those that it no longer has, then none. */
const severityGroups = ({ severities, incidents }: Grouping): Group[] => {
  const used = incidents.flatMap(({ severity }) => severity ?? []).sort();
  return [
    ...[...new Set([...severities, ...used])].map((key) => ({ key, label: key })),
    { key: null, label: 'No severity' },
  ];
};
