import { copyName, decodeCopy, encodeCopy, type LastKnown, type LogoCopies } from './last-known.ts';

/** In R2: one copy of a page for the installation. */
export function lastKnownInBucket(bucket: Bucket, host: string | null): LastKnown {
  const key = copyName(host);
  return {
    load: async () => {
      const copy = await bucket.get(key);
      return copy && decodeCopy(await copy.text());
    },
    save: async (snapshot) => {
      const { id } = snapshot.page;
      const stored = (await bucket.head(key))?.customMetadata;
      if (stored?.page === id && Number(stored.version) > snapshot.version) return;
      const customMetadata = { page: id, version: `${snapshot.version}` };
      await bucket.put(key, encodeCopy(snapshot), { customMetadata });
    },
  };
}

/** In the Cache API: one copy per location, which may be evicted at any time. */
export function lastKnownInCache(
  open: () => Promise<Cache>,
  origin: string,
  host: string | null,
): LastKnown {
  const url = `${origin}/${copyName(host)}`;
  const headers = {
    'content-type': 'application/json',
    'cache-control': 'public, max-age=2592000',
  };
  return {
    load: async () => {
      const copy = await (await open()).match(url);
      return copy ? decodeCopy(await copy.text()) : null;
    },
    save: async (snapshot) =>
      (await open()).put(url, new Response(encodeCopy(snapshot), { headers })),
  };
}

const LOGOS = 'logos';

export function logosInBucket(bucket: Bucket): LogoCopies {
  return {
    load: async (file) => {
      const copy = await bucket.get(`${LOGOS}/${file}`);
      return copy && new Uint8Array(await copy.arrayBuffer());
    },
    save: async (file, bytes) => {
      await bucket.put(`${LOGOS}/${file}`, bytes);
    },
  };
}

export function logosInCache(open: () => Promise<Cache>, origin: string): LogoCopies {
  const headers = { 'cache-control': 'public, max-age=2592000' };
  return {
    load: async (file) => {
      const copy = await (await open()).match(`${origin}/${LOGOS}/${file}`);
      return copy ? new Uint8Array(await copy.arrayBuffer()) : null;
    },
    save: async (file, bytes) =>
      (await open()).put(`${origin}/${LOGOS}/${file}`, new Response(bytes, { headers })),
  };
}
