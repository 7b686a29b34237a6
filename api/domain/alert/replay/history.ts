import type { Matched, Missed } from './compare.ts';

/** A draft or an incident that rules would have made. */
export type WouldBe = {
  at: number;
  kind: 'draft' | 'publish';
  /** Why it is a draft, where the rule publishes. */
  note: string | null;
  title: string;
  rule: { id: string; name: string };
  matched: Matched | null;
};

/** What the rules would have done with an uploaded history. Nothing of it is stored. */
export type HistoryReplay = {
  source: string;
  from: number;
  to: number;
  deliveries: number;
  alerts: number;
  drafts: number;
  publishes: number;
  /** Alerts that waited since their rule had reached its limit. */
  held: number;
  /** The median of how much earlier each incident would have had its first draft, in ms. */
  earlier: number | null;
  /** The first of them. */
  made: WouldBe[];
  missed: Missed[];
  /** Older than 30 days before the newest. */
  older: number;
  /** Deliveries that say nothing about an alert, such as a note. */
  ignored: number;
  wrong: { count: number; first: readonly { place: string; why: string }[] };
  /** Whether it ended early, since rules looked at alerts too often. */
  isCut: boolean;
};
