import { visible } from '../text/visible.ts';

/** One name in a pasted list; `line` counts from 1. `members` is empty for a component. */
export type ListedName = { line: number; name: string; members: { line: number; name: string }[] };
/** A line that cannot be used, with what to do about it. */
export type LineError = { line: number; sentence: string };

export const MAX_LINES = 500;
export const MAX_LIST_LENGTH = 60_000;
const MAX_NAME_LENGTH = 255;
const TAB = 4;

type Line = { line: number; name: string; indent: number };

/**
 * Reads one name a line. Indented lines, and those with a bullet below one without, belong to the
 * group above them. Every line is either read or has an error.
 */
export function readPastedList(text: string): { names: ListedName[]; errors: LineError[] } {
  const lines = text
    .split(/\r\n?|\n/)
    .map(readLine)
    .filter(({ name }) => name !== '');
  if (lines.length > MAX_LINES)
    return { names: [], errors: [{ line: MAX_LINES + 1, sentence: TOO_MANY }] };
  const outer = Math.min(...lines.map(({ indent }) => indent));
  const names: ListedName[] = [];
  const errors: LineError[] = [];
  let inner = 0;
  for (const { line, name, indent } of lines) {
    const group = names.at(-1);
    if (name.length > MAX_NAME_LENGTH) errors.push({ line, sentence: TOO_LONG });
    else if (indent === outer) names.push({ line, name, members: [] });
    else if (!group) errors.push({ line, sentence: NO_GROUP });
    else {
      if (group.members.length === 0) inner = indent;
      if (indent > inner) errors.push({ line, sentence: NESTED });
      else group.members.push({ line, name });
    }
  }
  return { names: names.map(withoutColon), errors };
}

const TOO_MANY = `Add at most ${MAX_LINES} lines at once. Remove the lines from here on and add them next.`;
const TOO_LONG = `This name is too long. Use at most ${MAX_NAME_LENGTH} characters.`;
const NO_GROUP = 'This line is indented, but there is no group above it. Remove the spaces.';
const NESTED = 'This line is indented twice. Groups can’t be inside another group.';

function readLine(text: string, i: number): Line {
  const [, space = '', bullet = '', rest = ''] = /^(\s*)([-*•–]\s+)?(.*)$/su.exec(text) ?? [];
  const width = [...space].reduce((sum, one) => sum + (one === '\t' ? TAB : 1), 0);
  return { line: i + 1, name: visible(rest), indent: width + (bullet ? 1 : 0) };
}

/** `Payments:` above its components is the group “Payments”. */
const withoutColon = (listed: ListedName): ListedName =>
  listed.members.length > 0
    ? { ...listed, name: visible(listed.name.replace(/:$/, '')) || listed.name }
    : listed;
