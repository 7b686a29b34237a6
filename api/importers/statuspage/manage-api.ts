import { SECOND } from '../../domain/time/time.ts';
import type { GetSource, ImportRequest } from '../port/port.ts';
import { allPages, jsonIn } from '../port/read.ts';
import type { Source } from '../port/shape.ts';
import { SourceError } from '../port/source-error.ts';
import { assembled, pagesIn } from './manage-shape.ts';

export const STATUSPAGE_API = 'https://api.statuspage.io';
/** The documented page size of lists. */
const PAGE_SIZE = 100;
/** The documented limit: one request a second, over a rolling minute. */
const REQUEST_INTERVAL = SECOND;
const WINDOW = 60 * SECOND;
const MAX_ATTEMPTS = 6;

/** `place` is the ID or address of the page. */
export type ManageApi = Pick<ImportRequest, 'place' | 'apiUrl' | 'get' | 'wait'> & {
  apiKey: string;
  say?: ImportRequest['say'];
};

/** Everything a key can read of a page: components, incidents and maintenances back to the first. */
export async function readManageApi({
  place,
  apiKey,
  apiUrl = STATUSPAGE_API,
  get: send,
  say = () => {},
  wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: ManageApi): Promise<Source> {
  const base = apiUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
  const get = (path: string) => fetchWithRetry(`${base}/v1${path}`, { send, apiKey, wait, say });
  const page = pagesIn(await get('/pages'), place);
  const list = (name: string, query: string) => {
    let count = 0;
    // A server without paging repeats the same items; one with smaller pages continues.
    return allPages(async (number) => {
      const rows = itemsIn(await get(`/pages/${page.id}/${name}?${query}&page=${number}`), name);
      count += rows.length;
      say(`Reading ${name}: ${count} …`);
      return rows;
    }, `${base}/v1/pages/${page.id}/${name}`);
  };
  const components = await list('components', `per_page=${PAGE_SIZE}`);
  const incidents = await list('incidents', `limit=${PAGE_SIZE}`);
  return assembled(page, components, incidents);
}

function itemsIn(value: unknown, name: string): { id: string }[] {
  const isItem = (item: unknown): item is { id: string } =>
    typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string';
  if (Array.isArray(value) && value.every(isItem)) return value;
  throw new SourceError(`The API returned an unexpected list of ${name}.`);
}

type RequestOptions = {
  send: GetSource;
  apiKey: string;
  wait: (ms: number) => Promise<void>;
  say: ImportRequest['say'];
};

/** Requests at the documented rate, and waits after a limit or a server error. */
async function fetchWithRetry(
  url: string,
  { send, apiKey, wait, say }: RequestOptions,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    await wait(REQUEST_INTERVAL);
    const answer = await sendOnce(url, { send, apiKey, isLast: attempt === MAX_ATTEMPTS });
    if (answer?.status === 200) return jsonIn(answer.text, url, 'Statuspage');
    if (answer?.status === 401 || answer?.status === 403)
      throw new SourceError(`${url} rejected the API key (${answer.status}).`);
    const isLimited = answer?.status === 420 || answer?.status === 429;
    const isTemporary = !answer || isLimited || answer.status >= 500;
    if (!isTemporary || attempt >= MAX_ATTEMPTS)
      throw new SourceError(`${url} returned ${answer?.status}. Try again later.`);
    const retryAfter = Number(answer?.retryAfter) * SECOND;
    const pause =
      retryAfter > 0
        ? Math.min(retryAfter, 2 * WINDOW)
        : isLimited
          ? WINDOW
          : attempt * 5 * REQUEST_INTERVAL;
    say(
      `Waiting ${Math.ceil(pause / SECOND)} s: ${isLimited ? 'rate limit reached' : 'the API isn’t responding'} …`,
    );
    await wait(pause);
  }
}

/** Null for a broken connection, which is worth another attempt. */
async function sendOnce(
  url: string,
  { send, apiKey, isLast }: { send: GetSource; apiKey: string; isLast: boolean },
) {
  try {
    return await send(url, { authorization: `OAuth ${apiKey}` });
  } catch (error) {
    if (!isLast && error instanceof SourceError && error.cause !== undefined) return null;
    throw error;
  }
}
