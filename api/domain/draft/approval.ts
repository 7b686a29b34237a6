import type { IncidentKind } from '../incident/incident.ts';
import type { Role } from '../response/role.ts';
import { type SeverityScale, severityLevelOf, severityScaleOf } from '../response/severity.ts';

/** What of a page decides whether an update waits for a second person. */
export type ApprovalSettings = {
  ladder: SeverityScale | null;
  /** For incidents without a severity; null follows the severities: yes where any of them asks. */
  approvalWithoutSeverity: boolean | null;
};

export type Graded = {
  kind: IncidentKind;
  severity: string | null;
  /** Severities it had before. An owner who lowers the severity with a reason clears them. */
  pastSeverities: readonly string[];
};

/**
 * Whether a second person reads an update before it is published: by the gravest severity that the
 * incident has had. Maintenance without a severity never waits.
 */
export function asksApproval(page: ApprovalSettings, { kind, ...had }: Graded): boolean {
  const scale = severityScaleOf(page);
  if (asksBySeverity(page, [had.severity, ...had.pastSeverities])) return true;
  if (kind === 'maintenance' || severityLevelOf(scale, had.severity)) return false;
  return page.approvalWithoutSeverity ?? scale.some(({ approval }) => approval);
}

const asksBySeverity = (page: ApprovalSettings, severities: readonly (string | null)[]): boolean =>
  severities.some((key) => severityLevelOf(severityScaleOf(page), key)?.approval === true);

/** Whether another severity takes an incident out of approval, which only an owner may do. */
export const leavesApproval = (
  page: ApprovalSettings,
  before: Graded,
  severity: string | null,
): boolean =>
  severity !== before.severity &&
  asksBySeverity(page, [before.severity, ...before.pastSeverities]) &&
  !asksBySeverity(page, [severity]);

/** Whoever worked on a draft; `wrote` is false where they only asked for approval or scheduled it. */
export type Writer = { id: string; name: string; wrote?: false };

type Written = {
  beganBy: string;
  changedBy: string;
  publishBy: string | null;
  asked: { by: string } | null;
  writers: readonly Writer[];
};

/** Everybody who wrote, asked for or scheduled a draft: none of them is its second person. */
export const involvedIn = (draft: Written): Set<string> =>
  new Set(
    [
      draft.beganBy,
      draft.changedBy,
      draft.publishBy,
      draft.asked?.by,
      ...draft.writers.map(({ id }) => id),
    ].filter((id) => typeof id === 'string'),
  );

export const withWriter = (writers: readonly Writer[], { id, name }: Writer): Writer[] => [
  ...writers.filter((one) => one.id !== id),
  { id, name },
];

/** Keeps who asked or scheduled, also where that is taken back and somebody else asks again. */
export const withRequester = (writers: readonly Writer[], { id, name }: Writer): Writer[] =>
  writers.some((one) => one.id === id) ? [...writers] : [...writers, { id, name, wrote: false }];

/** The names of those who wrote words of it. */
export const writerNames = (writers: readonly Writer[]): string[] =>
  writers.filter(({ wrote }) => wrote !== false).map(({ name }) => name);

export const mayApprove = <T extends { id: string; role: Role }>(
  members: readonly T[],
  draft: Written,
): T[] => {
  const involved = involvedIn(draft);
  return members.filter(({ id, role }) => role !== 'viewer' && !involved.has(id));
};

/** Why this person may not approve a draft; null where they may. */
export function whyNotApprove(draft: Written, userId: string): string | null {
  if (!involvedIn(draft).has(userId)) return null;
  if (draft.asked?.by === userId) return 'You asked for this approval.';
  const wrote = [draft.beganBy, draft.changedBy];
  if (wrote.includes(userId)) return 'You wrote part of this.';
  const part = draft.writers.find(({ id }) => id === userId);
  if (part && part.wrote !== false) return 'You wrote part of this.';
  return draft.publishBy === userId ? 'You scheduled this.' : 'You asked for or scheduled this.';
}
