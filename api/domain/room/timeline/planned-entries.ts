import type { ChecklistPart } from '../checklist.ts';
import { type HypothesisState, hypothesisLabels } from '../hypothesis.ts';
import { type RoomLink, roomLinkLabels } from '../link.ts';
import { type Phase, phaseLabels } from '../phase.ts';
import type { TimerState } from '../timer.ts';

type Stored = { id: string; author: string; createdAt: number };

/** Rows of plans and decisions that the timeline shows. */
export type PlanFacts = {
  links: readonly (Stored & { kind: RoomLink; url: string })[];
  entered: readonly (Stored & { phase: Phase })[];
  ticks: readonly (Stored & { part: ChecklistPart; item: string; done: boolean })[];
  timers: readonly (Stored & {
    action: string;
    owner: string;
    minutes: number;
    state: TimerState;
    endedAt: number | null;
    endedBy: string | null;
  })[];
  hypotheses: readonly (Stored & {
    text: string;
    state: HypothesisState;
    evidence: string;
    decidedAt: number | null;
    decidedBy: string | null;
  })[];
};

export type PlannedKind = 'phase' | 'checklist' | 'timer' | 'hypothesis' | 'link';
type Entry = { id: string; kind: PlannedKind; text: string; author: string; at: number };

/** Entries for the timeline, in any order. */
export const plannedEntries = (plan: PlanFacts): Entry[] => [
  ...plan.links.map(({ id, kind, url, author, createdAt: at }) => ({
    ...{ id, kind: 'link' as const, author, at },
    text: url
      ? `${roomLinkLabels[kind]} link shared: ${url}`
      : `${roomLinkLabels[kind]} link removed`,
  })),
  ...plan.entered.map(({ id, phase, author, createdAt: at }) => ({
    ...{ id, kind: 'phase' as const, author, at },
    text: `Phase: ${phaseLabels[phase]}`,
  })),
  ...plan.ticks.map(({ id, item, done, author, createdAt: at }) => ({
    ...{ id, kind: 'checklist' as const, author, at },
    text: `${done ? 'Done' : 'Open again'}: ${item}`,
  })),
  ...plan.timers.flatMap(({ id, action, owner, minutes, author, createdAt: at, ...timer }) => [
    {
      ...{ id, kind: 'timer' as const, author, at },
      text: `Timer, ${minutes} min: ${action}${owner ? ` (${owner})` : ''}`,
    },
    ...(timer.endedAt === null
      ? []
      : [
          {
            ...{ id: `${id}.end`, kind: 'timer' as const, at: timer.endedAt },
            ...{ author: timer.endedBy ?? '' },
            text: `Timer ${timer.state}: ${action}`,
          },
        ]),
  ]),
  ...plan.hypotheses.flatMap(({ id, text, author, createdAt: at, ...decision }) => [
    { id, kind: 'hypothesis' as const, author, at, text: `Hypothesis: ${text}` },
    ...(decision.decidedAt === null
      ? []
      : [
          {
            ...{ id: `${id}.end`, kind: 'hypothesis' as const, at: decision.decidedAt },
            ...{ author: decision.decidedBy ?? '' },
            text: `${hypothesisLabels[decision.state]}: ${[text, decision.evidence].filter(Boolean).join('. ')}`,
          },
        ]),
  ]),
];
