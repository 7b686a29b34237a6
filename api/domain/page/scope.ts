import type { Audience } from '../incident/incident.ts';

/** A page as one audience sees it: each scope has its own snapshot, cache keys and search. */
export type PageScope = { pageId: string; audience: Audience };

/** The scope of a snapshot. */
export const pageScopeOf = ({
  page,
  audience,
}: {
  page: { id: string };
  audience: Audience;
}): PageScope => ({ pageId: page.id, audience });

/** The audience of readers who are not signed in, and of subscribers. */
export const readers: Audience = 'public';

/** What the team may see: everything. */
export const allAudiences: Audience[] = ['public', 'internal'];

export const isForReaders = ({ audience }: { audience: Audience }): boolean => audience === readers;
