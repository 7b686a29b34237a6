import { SECOND } from '../../domain/time/time.ts';
import { CommandError } from '../shared/command.ts';
import { fetchOnce, jsonOf } from '../shared/fetch-once.ts';
import { assembled, pagesIn } from './manage-shape.ts';
import type { Source } from './source.ts';

export const STATUSPAGE_API = 'https://api.statuspage.io';
/** The documented page size of lists. */
const PAGE_SIZE = 100;
/** More pages than this mean an endless list. */
const MAX_PAGES = 2000;
/** The documented limit: one request a second, over a rolling minute. */
const REQUEST_INTERVAL = SECOND;
const WINDOW = 60 * SECOND;
const MAX_ATTEMPTS = 6;

export type ManageApi = {
  /** Id or address of the page; without it, the only page of the key. */
  place: string;
  apiKey: string;
  apiUrl?: string;
  say?: (line: string) => void;
  /** Waits, ms. */
  wait?: (ms: number) => Promise<void>;
};

/** Everything a key can read of a page: components, incidents and maintenances back to the first. */
export async function readManageApi({
  place,
  apiKey,
  apiUrl = STATUSPAGE_API,
  say = () => {},
  wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: ManageApi): Promise<Source> {
  const base = apiUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
  const get = (path: string) => fetchWithRetry(`${base}/v1${path}`, { apiKey, wait, say });
  const page = pagesIn(await get('/pages'), place);
  const list = async (name: string, query: string) => {
    const items = new Map<string, unknown>();
    for (let number = 1; number <= MAX_PAGES; number++) {
      const rows = itemsIn(await get(`/pages/${page.id}/${name}?${query}&page=${number}`), name);
      const before = items.size;
      for (const row of rows) if (!items.has(row.id)) items.set(row.id, row);
      say(`Reading ${name}: ${items.size} …`);
      // A server without paging repeats the same items; one with smaller pages continues.
      if (items.size === before) return [...items.values()];
    }
    throw new CommandError(`${base} lists more than ${MAX_PAGES} pages of ${name}.`);
  };
  const components = await list('components', `per_page=${PAGE_SIZE}`);
  const incidents = await list('incidents', `limit=${PAGE_SIZE}`);
  return assembled(page, components, incidents);
}

function itemsIn(value: unknown, name: string): { id: string }[] {
  const isItem = (item: unknown): item is { id: string } =>
    typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string';
  if (Array.isArray(value) && value.every(isItem)) return value;
  throw new CommandError(`The API returned an unexpected list of ${name}.`);
}

type RequestOptions = Required<Pick<ManageApi, 'apiKey' | 'wait' | 'say'>>;

/** Requests at the documented rate, and waits after a limit or a server error. */
async function fetchWithRetry(
  url: string,
  { apiKey, wait, say }: RequestOptions,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    await wait(REQUEST_INTERVAL);
    const answer = await fetchOnce(url, `OAuth ${apiKey}`, attempt < MAX_ATTEMPTS);
    if (answer?.status === 200) return jsonOf(answer, url);
    if (answer?.status === 401 || answer?.status === 403)
      throw new CommandError(`${url} rejected the API key (${answer.status}).`);
    const isLimited = answer?.status === 420 || answer?.status === 429;
    const isTemporary = !answer || isLimited || answer.status >= 500;
    if (!isTemporary || attempt >= MAX_ATTEMPTS)
      throw new CommandError(`${url} returned ${answer?.status}. Try again later.`);
    const retryAfter = Number(answer?.headers['retry-after']) * SECOND;
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
