import type { Audience } from '../incident/incident.ts';

/** A restricted incident is in no snapshot, list or search: only the people it names open it. */
export type SnapshotAudience = Exclude<Audience, 'restricted'>;

/** A page as one audience sees it: each scope has its own snapshot, cache keys and search. */
export type PageScope = { pageId: string; audience: SnapshotAudience };

/** The scope of a snapshot. */
export const pageScopeOf = ({
  page,
  audience,
}: {
  page: { id: string };
  audience: SnapshotAudience;
}): PageScope => ({ pageId: page.id, audience });

/** The audience of readers who are not signed in, and of subscribers. */
export const readers = 'public' satisfies SnapshotAudience;

/** What the whole team may see. */
export const allAudiences: Audience[] = ['public', 'internal'];

/** Restricted incidents too: for queries by id, whose caller has checked who asks. */
export const everyAudience: Audience[] = [...allAudiences, 'restricted'];

/** In which snapshot an incident is previewed. */
export const snapshotAudienceOf = (audience: Audience = readers): SnapshotAudience =>
  audience === readers ? readers : 'internal';

export const isForReaders = ({ audience }: { audience: Audience }): boolean => audience === readers;
