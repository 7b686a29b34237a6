import type { AlertTexts } from './condition.ts';
import type { AlertGroups } from './groups.ts';
import type { AlertStatus } from './inbound.ts';
import type { RuleMode, RuleSettings } from './rule.ts';

/** An alert as rules see it. Times are UTC ms. */
export type AlertFacts = AlertTexts & {
  id: string;
  status: AlertStatus;
  startsAt: number;
  endsAt: number | null;
  /** The group that it has joined, whether open or not. */
  groupId: string | null;
  /** How often this problem came in the last hour, this time included. */
  episodes: number;
};

export type RuleFacts = {
  id: string;
  name: string;
  revision: number;
  isEnabled: boolean;
  isDry: boolean;
  settings: RuleSettings;
};

/** Everything that a decision depends on, besides the alert. */
export type RuleWorld = {
  now: number;
  /** In their order: the first that matches decides. */
  rules: readonly RuleFacts[];
  /** Those that are open. */
  groups: AlertGroups;
  /** When each rule drafted or published within the last hour. */
  openedAt: ReadonlyMap<string, readonly number[]>;
  /** Components that are under maintenance of ours. */
  maintained: ReadonlySet<string>;
};

export const alertOutcomes = [
  'unmatched',
  'ignored',
  'muted',
  'waiting',
  'flapping',
  'collecting',
  'joined',
  'capped',
  'dry',
  'noted',
  'paged',
  'component',
  'drafted',
  'published',
  'ended',
  'settling',
  'proposed',
  'undone',
  'failed',
] as const;
export type AlertOutcome = (typeof alertOutcomes)[number];

/** What the runner has to do. `undo` discards a draft, resolves an incident or restores components. */
export type RuleEffect = 'note' | 'page' | 'component' | 'draft' | 'publish' | 'propose' | 'undo';

export type RuleDecision = {
  rule: RuleFacts | null;
  outcome: AlertOutcome;
  /** A sentence for the inbox. */
  explanation: string;
  /** When to decide again; null once nothing can follow but a change of the alert. */
  dueAt: number | null;
  /** The group that the alert is in from now on; `open` makes a new one. */
  group: { join: string } | { open: string } | null;
  /** Open groups that are over now. */
  closes: readonly string[];
  effect: RuleEffect | null;
};

type StoredRule = {
  id: string;
  name: string;
  revision: number;
  settings: RuleSettings;
  mode: RuleMode;
  disabledAt: number | null;
};

export const ruleFacts = (row: StoredRule): RuleFacts => ({
  ...{ id: row.id, name: row.name, revision: row.revision, settings: row.settings },
  ...{ isEnabled: row.disabledAt === null, isDry: row.mode === 'dry' },
});
