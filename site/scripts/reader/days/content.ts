import { daysOfBar, listOfBar } from './bar.ts';
import { type DayRecord, dateIn, dayAt } from './record.ts';

function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, ...content: (Node | string)[]) {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}

/** What the list says of the day, or that nothing was, or that nothing is known. */
export function contentOf(bar: HTMLElement, { words, row }: DayRecord, at: number): HTMLElement[] {
  const day = dayAt(words, at);
  const found = row(day)?.querySelector('td');
  const summary = found
    ? element('p', ...[...found.childNodes].map((node) => document.importNode(node, true)))
    : emptyDay(words, at >= daysOfBar(bar).begins);
  const content = [element('p', element('b', dateIn(words, day))), summary];
  if (listOfBar(bar).startsWith('#')) return content;
  const all = element('a', words.all ?? '');
  all.href = listOfBar(bar);
  return [...content, element('p', all)];
}

/** A day without a line: operational, or before there was a record. */
function emptyDay(words: DOMStringMap, isKnown: boolean): HTMLElement {
  const status = element('b', (isKnown ? words.operational : words.none) ?? '');
  if (isKnown) status.className = 'operational';
  const why = (isKnown ? words.quiet : words.why) ?? '';
  return element('p', status, element('br'), element('small', why));
}

/** Whole sentences for a screen reader: line breaks are pauses. */
export const spokenText = (content: readonly HTMLElement[]): string =>
  content
    .slice(0, 2)
    .map((part) => {
      const copy = part.cloneNode(true) as HTMLElement; // of the same kind
      for (const end of copy.querySelectorAll('br')) end.replaceWith('. ');
      return (copy.textContent ?? '')
        .replace(/\s+/g, ' ')
        .replace(/([.。])\. /g, '$1 ')
        .trim();
    })
    .join(': ');
