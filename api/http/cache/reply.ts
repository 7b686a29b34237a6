import type { FinishedPage } from './page-cache.ts';

export type Reply = {
  status: number;
  headers: Record<string, string>;
  body: FinishedPage['body'] | null;
};

/** A finished page, or 304 where the reader knows it. */
export function replyOf(page: FinishedPage, known: string | undefined): Reply {
  if (known === undefined || !matches(known, page.headers.etag)) return page;
  const ready = confirmations.get(page) ?? confirmationOf(page);
  confirmations.set(page, ready);
  return ready;
}

/** Created once per page: most responses for an open page are 304. */
const confirmations = new WeakMap<FinishedPage, Reply>();
/** Headers that a 304 repeats. */
const NOT_MODIFIED_HEADERS = ['etag', 'cache-control', 'vary', 'access-control-allow-origin'];

function confirmationOf(page: FinishedPage): Reply {
  const headers = Object.fromEntries(
    NOT_MODIFIED_HEADERS.flatMap((name) =>
      page.headers[name] ? [[name, page.headers[name]]] : [],
    ),
  );
  return { status: 304, headers, body: null };
}

const matches = (known: string, etag: string): boolean =>
  known === etag ||
  known === '*' ||
  known.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
