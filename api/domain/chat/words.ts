import { incidentStates, type State } from '../incident/incident.ts';
import { minutesIn } from './minutes.ts';

/** Opening quotation marks with those that may close them: phones put others than were typed. */
const quotes: Readonly<Record<string, string>> = {
  ...{ '"': '"“”', '“': '”“"', '”': '“”"', '„': '“”"', '«': '»', '»': '«' },
  ...{ "'": "'’", '‘': "’‘'", '’': "’'" },
};
const apostrophes = "'‘’";

/** `SEV1` for `sev1`, `SEV-1`, `sev 1` and `P1`; after `isSeverity` for `1` and `S1` too. */
export function severityAtStart(
  text: string,
  isSeverity = false,
): { severity: string | null; rest: string } {
  const names = isSeverity
    ? /^(?:sev|p|s)?[\s_-]?(\d)(?=[\s:,]|$)/i
    : /^(?:sev[\s_-]?|p)(\d)(?=[\s:,]|$)/i;
  const [whole, digit] = names.exec(text) ?? [];
  if (whole === undefined) return { severity: null, rest: text };
  return { severity: `SEV${digit}`, rest: text.slice(whole.length).replace(/^[\s:,]+/, '') };
}

/** The quoted title, or the first line; then what follows. */
export function titleAtStart(text: string): { title: string; rest: string } | { problem: string } {
  const mark = text[0] ?? '';
  const closing = quotes[mark];
  if (closing === undefined || (apostrophes.includes(mark) && closeOf(text, closing) < 0)) {
    const [line = '', ...more] = text.split('\n');
    return titled(line, more.join('\n'));
  }
  const end = closeOf(text, closing);
  if (end < 0) return { problem: 'The quotation mark after the title is missing.' };
  return titled(text.slice(1, end), text.slice(end + 1));
}

/** Apostrophes within words close nothing. */
const closeOf = (text: string, closing: string): number => {
  for (let at = 1; at < text.length; at++) {
    if (!closing.includes(text[at] ?? '')) continue;
    if (!closing.includes("'") || /^(?:\s|$)/.test(text.slice(at + 1))) return at;
  }
  return -1;
};

function titled(
  given: string,
  rest: string,
): { title: string; rest: string } | { problem: string } {
  const title = given.replace(/\s+/g, ' ').trim();
  if (!title) return { problem: 'Add a title, such as “Checkout fails”.' };
  return { title, rest: rest.replace(/^[\s:–—-]+/, '').trim() };
}

/**
 * A state before the message: `monitoring: A fix is live`. Without a colon it counts only in
 * lowercase before a sentence, since “Identified the cause” is one.
 */
export function stateAtStart(text: string): { state: State | null; rest: string } {
  const [whole, word = '', colon] = /^(\p{L}+)(\s*[:–—]\s*|\s+(?=\p{Lu}))/u.exec(text) ?? [];
  const state = incidentStates.find((one) => one === word.toLowerCase());
  if (!whole || !state || (!colon?.trim() && word !== state)) return { state: null, rest: text };
  return { state, rest: text.slice(whole.length).trim() };
}

/** The text without `next:30m` at its beginning or end, and the minutes. */
export function withoutNext(text: string): {
  next: number | null;
  text: string;
  problem: string | null;
} {
  const [whole, first, last] =
    /^next[:=](\S+)(?:\s+|$)|(?:^|\s+)next[:=](\S+)$/i.exec(text.trim()) ?? [];
  if (whole === undefined) return { next: null, text: text.trim(), problem: null };
  const next = minutesIn(first ?? last ?? '');
  const problem =
    next === null ? 'Enter when the next update comes, such as next:30m or next:2h.' : null;
  return { next, text: text.trim().replace(whole, '').trim(), problem };
}
