import { MAX_NAME_LENGTH } from '../../actions/component/input.ts';
import { MAX_TITLE_LENGTH } from '../../actions/incident/input.ts';
import { MAX_PAGE_NAME_LENGTH } from '../../actions/page/page.ts';
import { MAX_DESCRIPTION_LENGTH } from '../../domain/component/details.ts';
import { MAX_TEXT_LENGTH } from '../../domain/incident/incident.ts';
import { visible } from '../../domain/text/visible.ts';
import { MINUTE } from '../../domain/time/time.ts';

export const longest = {
  title: MAX_TITLE_LENGTH,
  name: MAX_NAME_LENGTH,
  description: MAX_DESCRIPTION_LENGTH,
  text: MAX_TEXT_LENGTH,
  pageName: MAX_PAGE_NAME_LENGTH,
  /** A group's name, a hyphen and a component's name. */
  changeName: 2 * MAX_NAME_LENGTH + 3,
  components: 2000,
  incidents: 100_000,
  updates: 500,
};
/** Clocks of two machines differ. */
const CLOCK_SKEW = 5 * MINUTE;
const FIRST_INSTANT = Date.UTC(1990, 0, 1);
const LAST_INSTANT = Date.UTC(2100, 0, 1);

export type Remark = { what: string; why: string };

/** Collects what an import leaves out or changes. */
export class Remarks {
  readonly skipped: Remark[] = [];
  readonly changed: Remark[] = [];

  skip(what: string, why: string): null {
    this.skipped.push({ what, why });
    return null;
  }

  change(what: string, why: string): void {
    this.changed.push({ what, why });
  }

  /** The text, or a shortened one with an ellipsis, which is then reported. */
  fit(text: string, most: number, what: string, field: string): string {
    if (text.length <= most) return text;
    this.change(what, `${field} shortened to ${most.toLocaleString('en')} characters`);
    return beginning(text, most);
  }
}

/** A name or title in one line, as forms require. */
export const oneLine = (text: string): string => visible(text).replace(/\s+/g, ' ');

/** At most `most` UTF-16 units, without cutting a character. */
export const beginning = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`.replace(/\s+…$/, '…');

/** How a remark names an item, with a shortened name. */
export const label = (kind: string, name: string, id: string): string =>
  `${kind} “${beginning(oneLine(name) || id, 80)}”`;

export const isPast = (at: number, now: number): boolean =>
  at >= FIRST_INSTANT && at <= now + CLOCK_SKEW;
/** A window may be in the future. */
export const isPlannable = (at: number): boolean => at >= FIRST_INSTANT && at < LAST_INSTANT;
/** Ids become parts of URLs. */
export const isUsableId = (id: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id);
