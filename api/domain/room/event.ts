import { z } from 'zod';
import { storable } from '../text/characters.ts';

/** What a line of the team's timeline is. */
export const eventKinds = [
  'note',
  'decision',
  'action',
  'observation',
  'communication',
  'question',
] as const;
export type EventKind = (typeof eventKinds)[number];

export const MAX_EVENT_LENGTH = 4000;

export const EventText = z
  .string('Enter a text.')
  .overwrite(storable)
  .trim()
  .min(1, 'Enter a text.')
  .max(MAX_EVENT_LENGTH, 'An entry of the timeline can have at most 4,000 characters.');

/** Marks at the start of a line. `TODO` is in capitals, or has a colon: “todo” is also a word. */
const marks: readonly [RegExp, EventKind][] = [
  [/^!\s*/, 'decision'],
  [/^\?\s*/, 'question'],
  [/^(?:TODO\b:?|todo:)\s*/, 'action'],
];

/** The kind and the text of a line: `! Roll back` is the decision “Roll back”. */
export function readLine(line: string): { kind: EventKind; text: string } {
  const typed = line.trim();
  const [mark, kind] = marks.find(([one]) => one.test(typed)) ?? [null, 'note' as const];
  const text = mark ? typed.replace(mark, '') : typed;
  // A mark alone is text: `?` is a note, and nothing that was typed is lost.
  return text === '' ? { kind: 'note', text: typed } : { kind, text };
}
