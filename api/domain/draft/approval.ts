import type { Audience, IncidentKind } from '../incident/incident.ts';
import { readers } from '../page/scope.ts';
import { membersWith } from '../response/permissions.ts';
import type { Role } from '../response/role.ts';
import { type SeverityScale, severityLevelOf, severityScaleOf } from '../response/severity.ts';

/** Settings of a page that decide whether updates need approval. */
export type ApprovalSettings = {
  severityScale: SeverityScale | null;
  /** For incidents without a severity; null: required if any severity requires it. */
  approvalWithoutSeverity: boolean | null;
};

export type Graded = {
  kind: IncidentKind;
  severity: string | null;
  /** Earlier severities. An owner who lowers the severity with a reason clears them. */
  pastSeverities: readonly string[];
  /** What readers do not see needs no second person. Public where absent. */
  audience?: Audience | undefined;
};

/**
 * True when an update needs a second person: decided by the most severe severity the incident has
 * had. Maintenance without a severity never does.
 */
export function requiresApproval(
  page: ApprovalSettings,
  { kind, audience = readers, ...had }: Graded,
): boolean {
  if (audience !== readers) return false;
  const scale = severityScaleOf(page);
  if (asksBySeverity(page, [had.severity, ...had.pastSeverities])) return true;
  if (kind === 'maintenance' || severityLevelOf(scale, had.severity)) return false;
  return page.approvalWithoutSeverity ?? scale.some(({ approval }) => approval);
}

const asksBySeverity = (page: ApprovalSettings, severities: readonly (string | null)[]): boolean =>
  severities.some((key) => severityLevelOf(severityScaleOf(page), key)?.approval === true);

/** True when a change of severity removes the need for approval, which only an owner may do. */
export const leavesApproval = (
  page: ApprovalSettings,
  before: Graded,
  severity: string | null,
): boolean =>
  severity !== before.severity &&
  asksBySeverity(page, [before.severity, ...before.pastSeverities]) &&
  !asksBySeverity(page, [severity]);

/** A person who worked on a draft; `wrote` is false if they only requested approval or scheduled it. */
export type Writer = { id: string; name: string; wrote?: false };

type Written = {
  beganBy: string;
  changedBy: string;
  publishBy: string | null;
  asked: { by: string } | null;
  writers: readonly Writer[];
};

/** Everybody who wrote, requested or scheduled a draft: none of them may approve it. */
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

/** Remembers who requested or scheduled, even if that is withdrawn and somebody else asks again. */
export const withRequester = (writers: readonly Writer[], { id, name }: Writer): Writer[] =>
  writers.some((one) => one.id === id) ? [...writers] : [...writers, { id, name, wrote: false }];

/** Names of the people who wrote text. */
export const writerNames = (writers: readonly Writer[]): string[] =>
  writers.filter(({ wrote }) => wrote !== false).map(({ name }) => name);

export const mayApprove = <T extends { id: string; role: Role }>(
  members: readonly T[],
  draft: Written,
): T[] => {
  const involved = involvedIn(draft);
  return membersWith(members, 'incident.approve').filter(({ id }) => !involved.has(id));
};

/** Why this person may not approve a draft; null if they may. */
export function whyNotApprove(draft: Written, userId: string): string | null {
  if (!involvedIn(draft).has(userId)) return null;
  if (draft.asked?.by === userId) return 'You requested this approval.';
  const wrote = [draft.beganBy, draft.changedBy];
  if (wrote.includes(userId)) return 'You wrote part of this.';
  const part = draft.writers.find(({ id }) => id === userId);
  if (part && part.wrote !== false) return 'You wrote part of this.';
  return draft.publishBy === userId ? 'You scheduled this.' : 'You requested or scheduled this.';
}
