import { z } from 'zod';
import {
  PagerDutyOverride,
  PagerDutySchedule,
  PagerDutyUser,
} from '../../domain/on-call/pagerduty.ts';
import { DAY, SECOND } from '../../domain/time/time.ts';
import { CommandError } from '../shared/command.ts';
import { fetchOnce, jsonOf } from '../shared/fetch-once.ts';

export const PAGERDUTY_API = 'https://api.pagerduty.com';
const PAGE_SIZE = 100;
/** PagerDuty lists no further than this. */
const MAX_ROWS = 10_000;
const MAX_ATTEMPTS = 6;
/** Overrides of this time to come are read. */
const LOOKAHEAD = 180 * DAY;

export type PagerDutyAccess = {
  apiKey: string;
  apiUrl?: string | undefined;
  /** Only this schedule. */
  scheduleId?: string | undefined;
  now: number;
  say?: (line: string) => void;
  /** Waits, ms. */
  wait?: (ms: number) => Promise<void>;
};

export type PagerDutyRead = {
  schedules: (PagerDutySchedule & { overrides: PagerDutyOverride[] })[];
  users: PagerDutyUser[];
};

/** Reads schedules, their overrides to come and the users. Only GET: PagerDuty is not changed. */
export async function readPagerDuty({
  apiKey,
  apiUrl = PAGERDUTY_API,
  scheduleId,
  now,
  say = () => {},
  wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: PagerDutyAccess): Promise<PagerDutyRead> {
  const base = apiUrl.replace(/\/+$/, '');
  const get = (path: string) => fetchWithRetry(`${base}${path}`, { apiKey, wait, say });
  const one = async <T>(path: string, key: string, shape: z.ZodType<T>): Promise<T> => {
    const found = z.looseObject({ [key]: shape }).safeParse(await get(path));
    if (found.success) return (found.data as Record<string, T>)[key] as T; // parsed with this key
    const [issue] = found.error.issues;
    throw new CommandError(
      `PagerDuty’s answer to ${path} can’t be read: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  };
  const all = async <T>(path: string, key: string, shape: z.ZodType<T>): Promise<T[]> => {
    const rows: T[] = [];
    for (let offset = 0; offset < MAX_ROWS; offset += PAGE_SIZE) {
      const some = await one(`${path}?limit=${PAGE_SIZE}&offset=${offset}`, key, z.array(shape));
      rows.push(...some);
      say(`Reading ${key}: ${rows.length} …`);
      if (some.length < PAGE_SIZE) break;
    }
    return rows;
  };
  const ids = scheduleId
    ? [scheduleId]
    : (await all('/schedules', 'schedules', z.looseObject({ id: z.string() }))).map(({ id }) => id);
  const users = await all('/users', 'users', PagerDutyUser);
  const schedules: PagerDutyRead['schedules'] = [];
  const range = `since=${new Date(now).toISOString()}&until=${new Date(now + LOOKAHEAD).toISOString()}`;
  for (const id of ids) {
    const path = `/schedules/${encodeURIComponent(id)}`;
    const schedule = await one(path, 'schedule', PagerDutySchedule);
    const overrides = await one(
      `${path}/overrides?${range}`,
      'overrides',
      z.array(PagerDutyOverride),
    );
    schedules.push({ ...schedule, overrides });
  }
  return { schedules, users };
}

type RequestOptions = Required<Pick<PagerDutyAccess, 'apiKey' | 'wait' | 'say'>>;

/** Waits as long as PagerDuty asks for after its rate limit, and a while after an error of its own. */
async function fetchWithRetry(
  url: string,
  { apiKey, wait, say }: RequestOptions,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetchOnce(url, `Token token=${apiKey}`, attempt < MAX_ATTEMPTS);
    if (answer?.status === 200) return jsonOf(answer, url);
    if (answer?.status === 401 || answer?.status === 403)
      throw new CommandError(`PagerDuty rejected the API key (${answer.status}).`);
    if (answer?.status === 404)
      throw new CommandError(`PagerDuty has no ${new URL(url).pathname}.`);
    const isLimited = answer?.status === 429;
    if ((answer && !isLimited && answer.status < 500) || attempt >= MAX_ATTEMPTS)
      throw new CommandError(`${url} returned ${answer?.status}. Try again later.`);
    const wanted = answer?.headers['retry-after'] ?? answer?.headers['ratelimit-reset'];
    const retryAfter = Number(wanted) * SECOND;
    const pause = retryAfter > 0 ? Math.min(retryAfter, 120 * SECOND) : attempt * 5 * SECOND;
    say(
      `Waiting ${Math.ceil(pause / SECOND)} s: ${isLimited ? 'rate limit reached' : 'PagerDuty isn’t responding'} …`,
    );
    await wait(pause);
  }
}
