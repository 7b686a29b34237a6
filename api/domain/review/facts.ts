import type { ChangeKind } from '../change/change.ts';
import type { State } from '../incident/incident.ts';
import type { HypothesisState } from '../room/hypothesis.ts';
import type { Milestone } from '../room/milestone.ts';
import type { Holders } from '../room/response-role.ts';
import type { TimelineEntry } from '../room/timeline/timeline-entry.ts';
import type { TriageCard } from '../room/triage.ts';

/** What a prefilled sentence comes from. */
export const sourceKinds = [
  'incident',
  'update',
  'internal_update',
  'milestone',
  'event',
  'triage',
  'hypothesis',
  'change',
  'role',
  'components',
] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** A prefilled sentence, its field, and the row it comes from. */
export type ReviewSource = {
  field: string;
  sentence: string;
  kind: SourceKind;
  id: string;
  at: number | null;
};

export type ReviewFacts = {
  incident: {
    id: string;
    name: string;
    severity: string | null;
    startedAt: number;
    resolvedAt: number | null;
  };
  zone: string;
  /** Oldest first. */
  updates: readonly {
    id: string;
    state: State;
    body: string;
    displayAt: number;
    nextUpdateBy: number | null;
  }[];
  internalUpdates: readonly {
    id: string;
    impact: string;
    currentState: string;
    createdAt: number;
  }[];
  milestones: readonly Milestone[];
  roles: Holders;
  required: readonly string[];
  triage: TriageCard;
  hypotheses: readonly {
    id: string;
    text: string;
    state: HypothesisState;
    evidence: string;
    createdAt: number;
  }[];
  /** The team's timeline, in any order, without what is hidden. */
  timeline: readonly TimelineEntry[];
  suspects: readonly { id: string; kind: ChangeKind; ref: string; at: number }[];
  /** Minutes in which affected components had an outage; null without any. */
  minutesDown: number | null;
  /** Minutes in which the severity requires an acknowledgment. */
  acknowledgeWithin: number | null;
};

export type Sentence = Omit<ReviewSource, 'field' | 'sentence'> & { text: string };
