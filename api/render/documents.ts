import type { Snapshot } from '../snapshot/snapshot.ts';
import { atom, rss } from './history-feeds.ts';
import { statuspageV2 } from './statuspage-v2.ts';

/** What Statuspage's readers ask for, each at one fixed path. */
type Document = { path: string; type: string; render: (snapshot: Snapshot) => string };

export const documents: Document[] = [
  { path: '/history.rss', type: 'application/rss+xml; charset=utf-8', render: rss },
  { path: '/history.atom', type: 'application/atom+xml; charset=utf-8', render: atom },
  ...Object.entries(statuspageV2).map(([path, answer]) => ({
    path,
    type: 'application/json; charset=utf-8',
    render: (snapshot: Snapshot) => JSON.stringify(answer(snapshot)),
  })),
];
