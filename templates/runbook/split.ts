import { linesOf, type SourceLine } from './fences.ts';

/** A runbook as a file has it: its front matter, if any, and its text. */
export type RunbookSource = { front: string | null; title: string | null; text: string };

/**
 * The runbooks of a file: documents with front matter, or the sections of a handbook whose headings
 * begin with “Runbook:”, or else the whole file as one.
 */
export function runbooksOf(source: string): RunbookSource[] {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return documentsOf(text).flatMap(({ front, lines }) => {
    const whole = { front, title: null, text: textOf(lines) };
    if (front !== null) return [whole];
    const sections = [...sectionsOf(lines), ...fencedIn(lines)];
    if (sections.length > 0) return sections;
    return whole.text.trim() === '' ? [] : [whole];
  });
}

const textOf = (lines: readonly SourceLine[]): string => lines.map(({ text }) => text).join('\n');

type SourceDocument = { front: string | null; lines: SourceLine[] };

/** Front matter is between two lines of “---”. After the first document, it must begin with “title:”. */
function documentsOf(source: string): SourceDocument[] {
  const lines = linesOf(source);
  const documents: SourceDocument[] = [{ front: null, lines: [] }];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as SourceLine; // within its bounds
    const isFirst = documents.length === 1 && textOf(documents[0]?.lines ?? []).trim() === '';
    const end = endOfFront(lines, i, isFirst);
    if (end === null) {
      documents.at(-1)?.lines.push(line);
      continue;
    }
    documents.push({ front: textOf(lines.slice(i + 1, end)), lines: [] });
    i = end;
  }
  return documents.filter((one) => one.front !== null || textOf(one.lines).trim() !== '');
}

/** Where the front matter that begins at this line ends; null where none begins. */
function endOfFront(lines: readonly SourceLine[], at: number, isFirst: boolean): number | null {
  if (lines[at]?.isCode || lines[at]?.text !== '---') return null;
  const isKey = isFirst ? /^[A-Za-z_]+:/ : /^title:/;
  if (!isKey.test(lines[at + 1]?.text ?? '')) return null;
  const end = lines.findIndex(({ text }, i) => i > at && text === '---');
  return end < 0 ? null : end;
}

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const NAMED = /^Runbook:\s*(.+)$/i;

/** Each section whose heading is “Runbook: …”, up to the next heading of its level or above. */
function sectionsOf(lines: readonly SourceLine[]): RunbookSource[] {
  const found: { level: number; title: string; lines: SourceLine[] }[] = [];
  let isOpen = false;
  for (const line of lines) {
    const [, marks = '', heading = ''] = line.isCode ? [] : (HEADING.exec(line.text) ?? []);
    const title = NAMED.exec(heading)?.[1];
    const current = found.at(-1);
    if (title) {
      found.push({ level: marks.length, title, lines: [] });
      isOpen = true;
    } else if (marks && current && marks.length <= current.level) isOpen = false;
    else if (isOpen) current?.lines.push(line);
  }
  return found.map(({ title, lines: own }) => ({
    front: null,
    title,
    text: textOf(own).replace(/\n\s*(?:-{3,}|\*{3,})\s*$/, ''),
  }));
}

/** Runbooks that a handbook shows as an example, in a block of Markdown. */
function fencedIn(lines: readonly SourceLine[]): RunbookSource[] {
  return [...textOf(lines).matchAll(/^(`{3,}|~{3,})(?:markdown|md)[ \t]*\n([\s\S]*?)\n\1[ \t]*$/gm)]
    .map(([, , block = '']) => {
      const [first = '', ...rest] = block.trim().split('\n');
      const title = NAMED.exec(HEADING.exec(first)?.[2] ?? '')?.[1];
      return title ? { front: null, title, text: rest.join('\n') } : null;
    })
    .filter((one) => one !== null);
}
