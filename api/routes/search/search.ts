import { z } from 'zod';
import type { AppContext } from '../../context/context.ts';
import { Problem } from '../../core/problem.ts';
import { costOfSearch, isTooShort, normalizedQuery, termsOf } from '../../domain/text/search.ts';
import { clientIp } from '../../http/client-ip.ts';
import { networksOf } from '../../network/address.ts';
import { leavesOf } from '../../render/uptime/uptime.ts';
import type { SearchResults } from '../../snapshot/history/search.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const Id = z
  .string()
  .regex(/^[a-z0-9]{12}$/)
  .nullable()
  .catch(null);
const Query = z.object({
  q: z.string().transform(normalizedQuery).catch(''),
  component: Id,
  before: Id,
});
export type SearchQuery = z.infer<typeof Query>;

/** The search; null when the history is only shown. */
export function searchQueryIn(c: AppContext): SearchQuery | null {
  const query = Query.parse(c.req.query());
  return query.q || query.component ? query : null;
}

/** Null when only an unknown component was searched for. */
export async function findIn(
  c: AppContext,
  snapshot: Snapshot,
  { q, component: id, before }: SearchQuery,
  most: number,
): Promise<SearchResults | null> {
  const component = snapshot.components.find((one) => one.id === id) ?? null;
  if (!q && !component) return null;
  const terms = termsOf(q);
  const found = { q, terms, component, before };
  // Without any word, every incident would match.
  if (isTooShort(q)) throw new Problem('invalid', 'Enter at least two letters.');
  if (q && terms.length === 0) return { ...found, incidents: [], next: null, partial: false };
  const { history, searches, proxyWarnings, clock } = c.var.deps;
  const networks = networksOf(clientIp(c));
  if (!searches.take(networks, clock(), costOfSearch(terms))) {
    proxyWarnings.limited(networks[0] ?? '');
    throw new Problem(
      'too_many',
      'Too many searches from your network. Try again in a minute or browse by month.',
    );
  }
  const componentIds = component && leavesOf(snapshot, component);
  const { value, doubtful } = await history.found(snapshot, { terms, componentIds }, before, most);
  return { ...found, ...value, partial: doubtful };
}
