import type { EventKind } from '../event.ts';

/** Entries that are derived from rows of other tables. */
export const derivedKinds = [
  'update',
  'severity',
  'role',
  'triage',
  'milestone',
  'internal_update',
  'mail',
  'escalation',
  'alert',
  'phase',
  'checklist',
  'timer',
  'hypothesis',
  'link',
] as const;

export type TimelineEntry = {
  id: string;
  kind: EventKind | (typeof derivedKinds)[number];
  text: string;
  /** Empty where the product did it. */
  author: string;
  at: number;
  /** The time before any correction. */
  originalAt: number;
  createdAt: number;
  pinned: boolean;
  hidden: boolean;
  automatic: boolean;
};

type Derived = Pick<TimelineEntry, 'id' | 'text' | 'author' | 'at'> & {
  kind: (typeof derivedKinds)[number];
  createdAt?: number;
};

export const derived = ({ id, kind, createdAt, ...entry }: Derived): TimelineEntry => ({
  ...entry,
  id: `${kind}.${id}`,
  kind,
  originalAt: entry.at,
  createdAt: createdAt ?? entry.at,
  pinned: false,
  hidden: false,
  automatic: true,
});
