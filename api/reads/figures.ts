import type { Db } from '../../db/engine/client.ts';
import { figureFacts } from '../../db/figures/facts.ts';
import { findReviewSettings } from '../../db/review/review.ts';
import { figuresOf } from '../domain/figures/figures.ts';
import { DEFAULT_PERIOD, spanOf } from '../domain/figures/period.ts';
import { targetsOf } from '../domain/figures/targets.ts';
import type { CountingPage } from '../domain/obligation/deadline.ts';
import { severityScaleOf } from '../domain/response/severity.ts';
import { reviewDueAt } from '../domain/review/due.ts';
import { readOnCallLoad } from './handover/shifts.ts';

/** Filters; an absent one leaves nothing out. */
export type FigureFilter = {
  /** Such as `90d` or `2026-10`. */
  period?: string | undefined;
  severity?: string | undefined;
  component?: string | undefined;
  /** Public incidents, or internal ones with the restricted. */
  visibility?: 'public' | 'internal' | undefined;
};
export type PageFigures = Awaited<ReturnType<typeof readFigures>>;

/** Whose figures, and of which page. */
type Reader = {
  page: CountingPage & { id: string };
  personId: string | null;
  now: number;
};

/** The severity of incidents without one, in the filter. */
export const NO_SEVERITY = 'none';

/** The figures of a page as far as the person may read its incidents, with what the filters offer. */
export async function readFigures(
  db: Db,
  { page, personId, now }: Reader,
  { period = DEFAULT_PERIOD, severity, component, visibility }: FigureFilter,
) {
  const span = spanOf(period, page.timeZone, now);
  const [facts, reviewSettings, onCallLoad] = await Promise.all([
    figureFacts(db, { pageId: page.id, span, personId }),
    findReviewSettings(db, page.id),
    readOnCallLoad(db, page.id, span),
  ]);
  const scale = severityScaleOf(page);
  const incidents = facts.incidents
    .filter(
      (one) =>
        (!severity || (one.severity ?? NO_SEVERITY) === severity) &&
        (!component || one.componentIds.includes(component)) &&
        (!visibility || (one.audience === 'public') === (visibility === 'public')),
    )
    .map(({ reviewState: state, reviewDoneAt: doneAt, ...one }) => {
      const dueAt = reviewDueAt({ page, hours: reviewSettings?.dueHours }, one);
      return { ...one, review: { state, dueAt, doneAt } };
    });
  const { knownSince, settings } = facts;
  const targets = targetsOf(settings?.targets);
  const figures = figuresOf({
    ...{ incidents, scale, targets, span, knownSince, now },
    components: facts.components.map(({ groupName, name, ...one }) => ({
      ...one,
      name: groupName ? `${groupName} - ${name}` : name,
    })),
    zone: page.timeZone,
  });
  return {
    ...{ figures, targets, onCallLoad, period, severity, component, visibility },
    /** Severities of the scale, and those that incidents still have. */
    severities: [
      ...new Set([
        ...scale.map(({ key }) => key),
        ...facts.incidents.flatMap((one) => one.severity ?? []),
      ]),
    ],
    components: facts.components.filter(({ archivedAt }) => archivedAt === null),
    hasAny: facts.incidents.length > 0,
  };
}
