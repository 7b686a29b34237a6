import type { ComponentStatus } from '../component/status.ts';
import type { IncidentKind, State } from '../incident/incident.ts';

/** *stop*: not published without a reason. *warn*: shown, and the person decides. */
export type Level = 'stop' | 'warn';

/** The text to publish, with the facts of the page that rules need. */
export type PreflightInput = {
  kind: IncidentKind;
  state: State;
  title: string;
  /** Empty where only the title changes. */
  body: string;
  /** Absent where no promise is asked for: edits and corrections. */
  nextUpdateBy?: number | null;
  /** Statuses of the affected components after publishing. */
  affected: readonly ComponentStatus[];
  /** How many components the page has. Absent after the first update. */
  nameable?: number;
  /** True for the most severe level of the scale. */
  gravest: boolean;
  now: number;
  /** Names of the page's members. */
  people: readonly string[];
  /** Words of the page that must not be published. */
  words: readonly string[];
};

/** Characters from `from` up to `to`. */
export type Span = { from: number; to: number };
export type TextPlace = ({ in: 'title' | 'body' } & Span) | { in: 'promise' | 'components' };
/** A place in a public text outside updates, by form field. */
export type FieldPlace = { in: 'field'; field: string } & Span;

export type Rule = {
  id: string;
  name: string;
  level: Level;
  /** Applies to English only. */
  english?: true;
  /** What is wrong and what to do, shown beside the place. */
  sentence: string;
  /** Shown where rules are switched off. */
  examples: { caught: string; fine: string };
  find: (input: PreflightInput) => TextPlace[];
};

/** A rule for both title and text. */
export const inTexts =
  (spansIn: (text: string, input: PreflightInput) => Span[]): Rule['find'] =>
  (input) =>
    (['title', 'body'] as const).flatMap((where) =>
      spansIn(input[where], input).map((span) => ({ in: where, ...span })),
    );

/** Matches of a pattern with the flag `g`. */
export const spansOf = (pattern: RegExp, text: string): Span[] =>
  [...text.matchAll(pattern)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));

/** Blanks the matches, so that positions in the text stay the same. */
export const without = (pattern: RegExp, text: string): string =>
  text.replace(pattern, (found) => ' '.repeat(found.length));

/** Escapes a text for a pattern. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
