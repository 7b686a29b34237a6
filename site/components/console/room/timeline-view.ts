import type { TimelineEntry } from '../../../../api/domain/room/timeline/timeline-entry.ts';

export const kindLabels: Record<TimelineEntry['kind'], string> = {
  note: 'Note',
  decision: 'Decision:',
  action: 'Action:',
  observation: 'Observation:',
  communication: 'Communication:',
  question: 'Question:',
  update: 'Public update:',
  severity: '',
  role: '',
  triage: 'Triage:',
  milestone: '',
  internal_update: '',
  mail: '',
  escalation: '',
  alert: '',
  phase: '',
  checklist: '',
  timer: '',
  hypothesis: '',
  link: '',
};

const published: readonly TimelineEntry['kind'][] = [
  'update',
  'internal_update',
  'mail',
  'communication',
];

/** What the timeline can be narrowed to; null is everything. */
export const filters = [
  [null, 'All'],
  ['decisions', 'Decisions'],
  ['questions', 'Questions'],
  ['pinned', 'Pinned'],
  ['published', 'Published'],
] as const;
type Filter = (typeof filters)[number][0];

const matches: Record<NonNullable<Filter>, (entry: TimelineEntry) => boolean> = {
  decisions: ({ kind }) => kind === 'decision',
  questions: ({ kind }) => kind === 'question',
  pinned: ({ pinned }) => pinned,
  published: ({ kind }) => published.includes(kind),
};

/** Entries of one filter, without hidden ones. */
export function filteredBy(entries: readonly TimelineEntry[], filterName: string | null) {
  const filter: Filter = filters.find(([key]) => key === filterName)?.[0] ?? null;
  const inSight = entries.filter(({ hidden }) => !hidden);
  return { filter, matching: filter ? inSight.filter(matches[filter]) : inSight };
}

/** Entries on a page: the room stays quick in an incident of many hours. */
const MAX = 25;

/** One page of entries, newest first, and which pages are before and after it. */
export function slicesOf(entries: readonly TimelineEntry[], filter: string | null) {
  const last = Math.max(0, Math.ceil(entries.length / MAX) - 1);
  const page = Math.min(last, Math.max(0, Math.trunc(Number(filter)) || 0));
  const shown = entries.slice(page * MAX, (page + 1) * MAX);
  return {
    shown,
    older: page < last ? page + 1 : null,
    newer: page > 0 ? page - 1 : null,
    left: Math.max(0, entries.length - (page + 1) * MAX),
  };
}
