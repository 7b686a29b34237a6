import type { FinishedPage, PageCacheStore } from './page-cache.ts';

/**
 * Finished pages in the Cache API, shared by the isolates of one location. Keys are URLs of our own
 * that nobody can request. Uncompressed: Cloudflare compresses for each reader.
 */
export function pageCacheStore(
  open: () => Promise<Cache>,
  origin: string,
  build: string,
): PageCacheStore {
  const urlOf = (key: string) => `${origin}/${build}/${encodeURIComponent(key)}`;
  return {
    load: async (key) => {
      const stored = await (await open()).match(urlOf(key));
      if (!stored) return null;
      const facts = JSON.parse(stored.headers.get('x-finished') ?? 'null') as Omit<
        FinishedPage,
        'body'
      > | null; // written below, under this build's key
      return facts && { ...facts, body: new Uint8Array(await stored.arrayBuffer()) };
    },
    save: async (key, { body, ...facts }) => {
      const headers = {
        'cache-control': 'public, max-age=86400',
        'x-finished': JSON.stringify(facts),
      };
      await (await open()).put(urlOf(key), new Response(body, { headers }));
    },
  };
}
