/** Prefix of a drill's name, and so of every headline, mail and list. */
export const DRILL_MARK = 'DRILL: ';

/** The name with the mark, once; `longest` characters at most. */
export const drillName = (name: string, longest = 255): string =>
  `${DRILL_MARK}${name.replace(/^(?:\s*DRILL:\s*)+/i, '')}`.slice(0, longest).trim();

/** The title of something that belongs to a drill, such as a timer in its room. */
export const markedLike = (incident: string | null, title: string): string =>
  incident?.startsWith(DRILL_MARK) ? drillName(title) : title;
