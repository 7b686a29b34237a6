import type { SeverityScale } from '../response/severity.ts';
import { durationsOf, type IncidentFacts, milestoneTimes } from './durations.ts';
import { type TimeSpan, timeBetweenFailures } from './failures.ts';
import { bucketsOf, knownSpan, perWeek } from './period.ts';
import { cadenceOf, promisesOf, totalOf } from './promises.ts';
import { type ReviewProgress, reviewTotals } from './reviews.ts';
import { byComponent, summariesOf } from './summary.ts';
import { type FigureTargets, targetTimes } from './targets.ts';

export type FiguresInput = {
  /** Every incident that was open at some time of the span. */
  incidents: readonly (IncidentFacts & { review: ReviewProgress })[];
  components: readonly { id: string; name: string; createdAt: number }[];
  scale: SeverityScale;
  targets: FigureTargets;
  span: TimeSpan;
  /** When the record of the page begins. */
  knownSince: number;
  zone: string;
  now: number;
};

export type TeamFigures = ReturnType<typeof figuresOf>;
export type FiguredIncident = TeamFigures['incidents'][number];

/** All figures of a span. An incident belongs to the time in which it started. */
export function figuresOf(input: FiguresInput) {
  const { components, scale, targets, now, zone } = input;
  const span = knownSpan(input.span, Math.min(input.knownSince, earliestOf(input.incidents)));
  const all = input.incidents.map((facts) => {
    const milestones = milestoneTimes(facts);
    return {
      ...facts,
      milestones,
      durations: durationsOf(facts, milestones),
      promises: promisesOf(facts, now),
      cadence: cadenceOf(facts, scale, now),
    };
  });
  const incidents = all
    .filter(({ startedAt }) => startedAt >= span.from && startedAt < span.to)
    .sort((a, b) => b.startedAt - a.startedAt);
  const failuresIn = (some: typeof all, within: TimeSpan) =>
    timeBetweenFailures(
      some.map(({ startedAt, milestones }) => ({ startedAt, endedAt: milestones.resolved })),
      within,
    );
  const ofComponent = byComponent(all);
  const startTimes = incidents.map(({ startedAt }) => startedAt);
  return {
    span,
    incidents,
    open: incidents.filter(({ resolvedAt }) => resolvedAt === null).length,
    measures: summariesOf({
      ...{ incidents, components, targets: targetTimes(targets) },
      severities: scale.map(({ key }) => key),
    }),
    frequency: {
      ...bucketsOf(startTimes, span, zone),
      perWeek: perWeek(incidents.length, span),
      target: targets.perWeek,
    },
    promises: { ...totalOf(incidents.map((one) => one.promises)), target: targets.promises },
    cadence: { ...totalOf(incidents.map((one) => one.cadence)), target: targets.cadence },
    reviews: {
      ...reviewTotals(
        incidents.map(({ review }) => review),
        now,
      ),
      target: targets.reviews,
    },
    failures: failuresIn(all, span),
    failuresByComponent: components.flatMap(({ id, name, createdAt }) => {
      const own = ofComponent.get(id) ?? [];
      const within = knownSpan(input.span, Math.min(createdAt, earliestOf(own)));
      return own.length === 0 ? [] : [{ id, name, ...failuresIn(own, within) }];
    }),
  };
}

const earliestOf = (incidents: readonly { startedAt: number }[]): number =>
  incidents.reduce((min, { startedAt }) => Math.min(min, startedAt), Number.POSITIVE_INFINITY);
