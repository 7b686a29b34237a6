import { listAddresses, listPages } from '../../../db/page/page.ts';
import { followedPages } from '../../../db/upstream/upstream.ts';
import type { Deps } from '../../context/deps.ts';
import { addressOf, hostIn } from '../../domain/page/address.ts';
import { jsonObject, objectsIn } from '../../domain/upstream/reading.ts';
import { getVendor } from './get.ts';

const SELF = 'This is the address of your own page. A page can’t follow itself.';
const BACK = 'That page follows yours. If both follow each other, neither says anything new.';

type Asked = Pick<Deps, 'db' | 'send' | 'config'>;

/**
 * Why a page may not follow an address: it is its own, or a page that follows it back. Of other
 * installations only what they publish is seen.
 */
export async function loopProblem(
  deps: Asked,
  pageId: string,
  { pageUrl, answeredId }: { pageUrl: string; answeredId: string | null },
): Promise<string | null> {
  const hosts = await hostsOf(deps);
  const own = hosts.get(pageId) ?? new Set();
  const asked = hostIn(pageUrl);
  if (own.has(asked) || answeredId === pageId) return SELF;
  if (await leadsBack(deps, pageId, asked, hosts)) return BACK;
  return (await followedBy(deps, pageUrl)).some((host) => own.has(host)) ? BACK : null;
}

/** The same for an address as it was typed, which may be one that requests can't go to. */
export async function ownAddressProblem(
  deps: Asked,
  pageId: string,
  url: URL,
): Promise<string | null> {
  return (await hostsOf(deps)).get(pageId)?.has(url.host) ? SELF : null;
}

/** The hosts of each page of this installation. */
async function hostsOf({ db, config }: Asked): Promise<Map<string, Set<string>>> {
  const [pages, addresses] = await Promise.all([listPages(db), listAddresses(db)]);
  const hosts = new Map(
    pages.map((page) => [page.id, new Set([hostIn(addressOf(page, config.baseUrl))])]),
  );
  for (const { pageId, baseUrl } of addresses) hosts.get(pageId)?.add(hostIn(baseUrl));
  return hosts;
}

/** Whether pages of this installation lead from a host to a page, one following the next. */
async function leadsBack(
  { db }: Asked,
  pageId: string,
  from: string,
  hosts: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<boolean> {
  const follows = await followedPages(db);
  const idOf = (host: string) => [...hosts].find(([, own]) => own.has(host))?.[0];
  const seen = new Set<string>();
  const queue = [idOf(from)];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === pageId) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const one of follows) if (one.pageId === id) queue.push(idOf(hostIn(one.pageUrl)));
  }
  return false;
}

/** Hosts that a page of Allclear says it follows; none for others. */
async function followedBy({ send }: Asked, pageUrl: string): Promise<string[]> {
  const answer = await getVendor(send, new URL('/api/allclear/now.json', pageUrl).href);
  if ('failure' in answer || answer.status !== 200) return [];
  return objectsIn(jsonObject(answer.body)?.vendor_reports).flatMap(({ page_url: url }) => {
    return typeof url === 'string' && URL.canParse(url) ? [hostIn(url)] : [];
  });
}
