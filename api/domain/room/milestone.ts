import type { Audience, State } from '../incident/incident.ts';

export const milestoneKinds = [
  'acknowledged',
  'announced',
  'diagnosed',
  'mitigated',
  'resolved',
] as const;
export type MilestoneKind = (typeof milestoneKinds)[number];

export const milestoneLabels: Record<MilestoneKind, string> = {
  acknowledged: 'Acknowledged',
  announced: 'First public update',
  diagnosed: 'Diagnosed',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
};

export const mitigations = ['none', 'degraded', 'partial', 'full'] as const;
export type Mitigation = (typeof mitigations)[number];

/** The reason of a milestone that a button of the room set, where nobody gave one. */
export const SET_IN_ROOM = 'Set in the room.';

export type Milestone = {
  kind: MilestoneKind;
  level: Mitigation | null;
  at: number;
  /** True when it follows from the incident, false when a person set it. */
  automatic: boolean;
  reason: string;
  author: string;
};

type Facts = {
  /** In any order. */
  updates: readonly {
    state: State;
    audience: Audience;
    author: string;
    displayAt: number;
    createdAt: number;
  }[];
  resolvedAt: number | null;
  acknowledged: { at: number; by: string } | null;
  /** Those that people set, oldest first. */
  written: readonly Omit<Milestone, 'automatic'>[];
};

const later: Partial<Record<MilestoneKind, readonly State[]>> = {
  diagnosed: ['identified', 'monitoring'],
  mitigated: ['monitoring'],
};

/** Each milestone that was reached. What a person set counts more than what follows from the incident. */
export const milestonesOf = (facts: Facts): Milestone[] =>
  milestoneKinds.flatMap((kind) => {
    const written = facts.written.findLast((one) => one.kind === kind);
    return written ? [{ ...written, automatic: false }] : (automatic(kind, facts) ?? []);
  });

function automatic(kind: MilestoneKind, facts: Facts): Milestone | null {
  const reached = (at: number, author: string): Milestone => ({
    ...{ kind, at, author, automatic: true, reason: '' },
    level: kind === 'mitigated' ? 'full' : null,
  });
  if (kind === 'acknowledged')
    return facts.acknowledged && reached(facts.acknowledged.at, facts.acknowledged.by);
  if (kind === 'announced') {
    // When readers could see it, not the earlier time that a back-dated update shows.
    const published = facts.updates.filter(({ audience }) => audience === 'public');
    const earliest = published.toSorted((a, b) => a.createdAt - b.createdAt)[0];
    return earliest ? reached(earliest.createdAt, earliest.author) : null;
  }
  const states = later[kind] ?? [];
  const inOrder = facts.updates.toSorted((a, b) => a.displayAt - b.displayAt);
  const first = inOrder.find(({ state }) => states.includes(state));
  if (first) return reached(first.displayAt, first.author);
  // Nothing is mitigated later than it is resolved.
  const isOver = facts.resolvedAt !== null && kind !== 'diagnosed';
  return isOver && facts.resolvedAt !== null
    ? reached(facts.resolvedAt, inOrder.at(-1)?.author ?? '')
    : null;
}
