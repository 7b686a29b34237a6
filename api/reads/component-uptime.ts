import { readUptimeRows } from '../../db/component/uptime.ts';
import type { Db } from '../../db/engine/client.ts';
import type { Page } from '../../db/page/page.ts';
import {
  type DurationTally,
  sumOf,
  tallyOf,
  trackedSince,
  uptimeOf,
  type Weights,
} from '../domain/component/uptime.ts';
import { allAudiences } from '../domain/page/scope.ts';

type Part = { id: string; startDate: string | null; createdAt: number };
type Span = { from: number; to: number };

export type MeasuredUptime = {
  tally: DurationTally;
  /** Percent; null where nothing was recorded. */
  percent: number | null;
  /** Incidents of that time that name one of the components, newest first. */
  incidentIds: string[];
};

/** The uptime of a component, or of all components of a group together. */
export async function measureUptime(
  db: Db,
  page: Page,
  parts: readonly Part[],
  span: Span,
): Promise<MeasuredUptime> {
  const { records, intervals, named } = await readUptimeRows(db, page.id, allAudiences, span);
  const ids = new Set(parts.map(({ id }) => id));
  const tallies = parts.map(({ id, startDate, createdAt }) => {
    const record = records.find((one) => one.id === id);
    const since = trackedSince(
      { startDate, createdAt, recordedSince: record?.recordedSince ?? null },
      record?.recordedFrom ?? null,
      page.timeZone,
    );
    const own = intervals.filter(({ componentId }) => componentId === id);
    return tallyOf({ since, intervals: own }, span.from, span.to);
  });
  const tally = sumOf(tallies);
  const hundredths = uptimeOf(tally, weightsOf(page));
  const about = named.filter(
    ({ componentId, fromAt, toAt }) =>
      ids.has(componentId) && fromAt < span.to && (toAt === null || toAt > span.from),
  );
  return {
    tally,
    percent: hundredths === null ? null : hundredths / 100,
    incidentIds: [...new Set(about.map(({ id }) => id))],
  };
}

const weightsOf = (page: Page): Weights => ({
  degraded_performance: page.weightDegraded,
  partial_outage: page.weightPartial,
  major_outage: page.weightMajor,
});
