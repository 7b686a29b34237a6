import type { ComponentStatus } from '../component/status.ts';
import type { IncidentKind, State } from '../incident/incident.ts';

/** *stop*: not published without a reason. *warn*: shown, and the person decides. */
export type Level = 'stop' | 'warn';

/** What is about to be published, and what the page knows that the rules ask for. */
export type Said = {
  kind: IncidentKind;
  state: State;
  title: string;
  /** Empty where only the title changes. */
  body: string;
  /** Absent where none is asked for: an edit, a correction. */
  nextUpdateBy?: number | null;
  /** The affected components as they will be. */
  affected: readonly ComponentStatus[];
  /** How many components could be named. Absent where it is too late to ask: after the first update. */
  nameable?: number;
  /** On the first rung of the severity ladder. */
  gravest: boolean;
  now: number;
  /** Names of the page's members. */
  people: readonly string[];
  /** The page's own list of words that stay inside. */
  words: readonly string[];
};

/** Characters `from` up to `to`. */
export type Span = { from: number; to: number };
export type Place = ({ in: 'title' | 'body' } & Span) | { in: 'promise' | 'components' };
/** In a public text outside updates, by the name of its form field. */
export type FieldPlace = { in: 'field'; field: string } & Span;

export type Rule = {
  id: string;
  name: string;
  level: Level;
  /** It knows English words, and no others. */
  english?: true;
  /** What is wrong and what to do, to stand beside the place. */
  sentence: string;
  /** Shown where a page switches rules off. */
  examples: { caught: string; fine: string };
  find: (said: Said) => Place[];
};

/** A rule that reads the title and the text alike. */
export const inTexts =
  (spansIn: (text: string, said: Said) => Span[]): Rule['find'] =>
  (said) =>
    (['title', 'body'] as const).flatMap((where) =>
      spansIn(said[where], said).map((span) => ({ in: where, ...span })),
    );

/** Where a pattern (with the flag `g`) is found. */
export const spansOf = (pattern: RegExp, text: string): Span[] =>
  [...text.matchAll(pattern)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));

/** The same text with these stretches blanked, so that places in it stay true. */
export const without = (pattern: RegExp, text: string): string =>
  text.replace(pattern, (found) => ' '.repeat(found.length));

/** A text taken literally in a pattern. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
