import { listOfBar } from './bar.ts';

/** What a page says of its days. */
export type DayRecord = {
  /** Words and dates of `#day-words`. */
  words: DOMStringMap;
  /** The line of a day (YYYY-MM-DD) in the list of the bar, if something was. */
  row: (day: string) => Element | null;
};

const DAY = 86_400_000;
/** Named in the policy of the pages. */
const policy = (
  globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): Policy } }
).trustedTypes?.createPolicy('days', { createHTML: (html: string) => html });
type Policy = { createHTML(html: string): string };

/** The pages that were fetched, by address. */
const pages = new Map<string, Promise<Document>>();
export const forgetPages = (): void => pages.clear();

/** The record of a bar is on this page where it has one, or on the page that the bar links to. */
export async function dayRecordOf(bar: HTMLElement): Promise<DayRecord> {
  const href = listOfBar(bar);
  if (document.getElementById('day-words')) return recordIn(document, href);
  const known = pages.get(href) ?? fetched(href);
  pages.set(href, known);
  known.catch(() => pages.delete(href));
  return recordIn(await known, '#days-table');
}

async function fetched(href: string): Promise<Document> {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(answer.statusText);
  // Its styles are not needed, and the policy of this page does not name them.
  const html = (await answer.text()).replace(/<style.*?<\/style>/gs, '');
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

function recordIn(page: Document, href: string): DayRecord {
  const words = page.getElementById('day-words')?.dataset;
  if (!words) throw new Error('not our page');
  const table = href.startsWith('#') ? page.getElementById(href.slice(1)) : null;
  return { words, row: (day) => table?.querySelector(`[data-day="${day}"]`) ?? null };
}

const instantOf = (day = ''): number => Date.parse(day);

/** The place of the last day in a bar. */
export const lastDayIn = ({ first, last }: DOMStringMap): number =>
  Math.round((instantOf(last) - instantOf(first)) / DAY);

/** YYYY-MM-DD of the day at this place. */
export const dayAt = ({ first }: DOMStringMap, at: number): string =>
  new Date(instantOf(first) + at * DAY).toISOString().slice(0, 10);

/** As in the language of the page; without the year where it is that of the last day. */
export function dateIn({ last = '', format }: DOMStringMap, day: string): string {
  const isThisYear = day.slice(0, 4) === last.slice(0, 4);
  return new Intl.DateTimeFormat(format, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(instantOf(day));
}
