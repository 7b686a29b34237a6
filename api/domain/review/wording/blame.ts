import { literally, type Span } from '../../preflight/rule.ts';
import { givenNames } from './given-names.ts';
import { rewriteOf } from './rewrite.ts';

/** A sentence that blames a person, and the same as a sentence about the system. */
export type BlameFinding = { span: Span; found: string; rewrite: string };

/** A word in lower or title case: names need their capital, so the whole pattern is case-sensitive. */
const anyCase = (words: string): string =>
  words.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);

const roles = anyCase(
  'engineer|developer|operator|employee|administrator|admin|intern|contractor|colleague|technician|teammate|manager|dba|sre|staff member|team member|on-?call(?: engineer)?|junior|senior|newcomer|new hire|author|reviewer|committer|deployer',
);

/** A person as the subject; “who” continues one. “We” blames nobody in particular. */
const subject = (people: readonly string[]) => {
  const firsts = people.flatMap((name) => name.trim().split(/\s+/).slice(0, 1));
  const names = [...new Set([...people, ...firsts, ...givenNames])]
    .filter((name) => name.length > 1)
    .toSorted((a, b) => b.length - a.length)
    .map((name) => literally(name).replace(/\s+/g, String.raw`\s+`));
  return String.raw`(?<![\p{L}\p{N}_@'’-])(?:(?:${names.join('|')})(?:\s+\p{Lu}[\p{L}'’-]+)?|(?:[Tt]he|[Aa]n?|[Oo]ur|[Oo]ne|[Ss]ome)\s+(?:\p{L}+\s+)?(?:${roles})s?|[Ss]omeone|[Ss]omebody|[Hh]e|[Ss]he|I)(?:\s+who)?`;
};

const adverb = String.raw`(?:(?:then|had|has|have|also|just|again|later|first|simply|even|clearly|obviously|apparently|\p{L}+ly)\s+)*`;

/** Verbs and phrases that always blame. */
const faults = [
  String.raw`(?:did\s+not|didn['’]?t|had\s+not|hadn['’]?t|never|do(?:es)?\s+not|doesn['’]?t|was\s+not|wasn['’]?t|were\s+not|weren['’]?t|could\s+not\s+be\s+bothered)\s+(?:\p{L}+ly\s+)?(?!yet\b|know(?:n)?\s+yet)\p{L}+`,
  String.raw`(?:should|could|ought\s+to)\s*(?:not\s+)?have\b|should['’]ve\b|shouldn['’]t\s+have\b|(?:was|were)\s+supposed\s+to\b`,
  String.raw`(?:forgot|forgotten|neglected|failed\s+to|ignored|overlooked|missed|skipped|bypassed|broke|mis\p{L}+ed|messed\s+up|screwed\s+up|fat-fingered|botched|wiped|deleted|dropped|took\s+down|brought\s+down|crashed|corrupted|leaked|caused|triggered|destroyed|overwrote|erased|blew|ruined|rushed|panicked|lied|hid)\b`,
  String.raw`(?:made|makes|committed)\s+(?:an?\s+|the\s+)?(?:\p{L}+\s+)?(?:mistakes?|errors?|typos?|blunders?)\b`,
  String.raw`(?:is|was|were|are|got)\s+(?:too\s+|very\s+|just\s+)?(?:careless|negligent|sloppy|lazy|incompetent|distracted|inexperienced|unqualified|inattentive|reckless|slow\s+to|late\s+to|confused|to\s+blame|at\s+fault|responsible\s+for\s+(?:the|this)\s+(?:outage|incident|bug|mistake|error|failure))`,
];

/** Verbs that blame only together with a word for what was wrong. */
const deeds =
  'deployed|pushed|merged|shipped|released|committed|approved|wrote|introduced|ran|executed|applied|changed|edited|typed|entered|configured|enabled|disabled|turned off|restarted|rolled out|promoted|installed|signed off|removed|rotated|migrated|updated|added|left|used|copied|started|stopped|did';
const wrong = String.raw`bugs?|buggy|bad|broken|faulty|wrong(?:ly)?|untested|incorrect(?:ly)?|unreviewed|invalid|defective|dangerous|without\s+(?:an?\s+|any\s+|the\s+)?(?:tests?|testing|checks?|checking|reviews?|reviewing|asking|approvals?|permission|telling|backups?|validat\p{L}+|verif\p{L}+|reading|dry|confirm\p{L}+|notice|warning|looking|thinking|reason|need)|by\s+mistake|by\s+accident|accidentally|mistakenly|carelessly|errors?|mistakes?|typos?|instead\s+of|open|unsafe|too\s+(?:early|late|quickly|soon)|production\s+database`;

const separated = [
  String.raw`\b(?:${anyCase('human|operator|user|manual|pilot')})\s+${anyCase('error')}\b`,
  String.raw`\b(?:mistakes?|errors?|blunders?|fault|carelessness|negligence)\s+(?:made\s+)?(?:by|of)\s+@S@`,
  String.raw`@S@['’]s\s+(?:fault|mistake|error|blunder|carelessness|negligence|oversight|bad|buggy|wrong|sloppy|failure)\b`,
  String.raw`\b(?:blame|because\s+of|thanks\s+to|caused\s+by|due\s+to|fault\s+lies\s+with|fault\s+of)\s+@S@`,
  String.raw`@S@\s+(?:is|was)\s+the\s+(?:cause|reason|culprit)\b`,
];

type Patterns = { whole: RegExp; parts: RegExp };

function patternsOf(people: readonly string[]): Patterns {
  const who = subject(people);
  const clause = String.raw`[^.;!?\n]*?`;
  const any = [
    String.raw`${who}\s+${adverb}(?:${faults.join('|')})`,
    String.raw`${who}\s+${adverb}(?:accidentally|mistakenly|inadvertently|carelessly|wrongly|unknowingly)\s+\p{L}+`,
    String.raw`${who}\s+${adverb}(?:${deeds})\b${clause}(?<!\b(?:without|no|any|zero)\s+)\b(?:${wrong})\b`,
    // “Human error” names nobody in particular, and explains as little.
    ...separated.map((one) => one.replaceAll('@S@', who)),
  ];
  return {
    whole: new RegExp(any.join('|'), 'gu'),
    parts: new RegExp(String.raw`^(${who})\s+${adverb}(.*)$`, 'su'),
  };
}

/** Patterns of the last call, since all fields of a document name the same people. */
let last: { key: string; patterns: Patterns } | null = null;

/** Each sentence that blames a person. Naming somebody who did something is no blame by itself. */
export function findBlame(text: string, people: readonly string[] = []): BlameFinding[] {
  const key = people.join('\n');
  if (last?.key !== key) last = { key, patterns: patternsOf(people) };
  const { whole, parts } = last.patterns;
  const spans = [...text.matchAll(whole)].map(({ index }) => clauseAt(text, index));
  const starts = [...new Set(spans.map(({ from }) => from))];
  return starts.flatMap((start) => {
    const span = spans.find(({ from }) => from === start);
    if (!span) return [];
    const found = text.slice(span.from, span.to);
    const [, , deed = ''] = parts.exec(found) ?? [];
    return [{ span, found, rewrite: rewriteOf(deed) }];
  });
}

/** From the blamed person to the end of the sentence. */
function clauseAt(text: string, from: number): Span {
  const rest = text.slice(from);
  const end = /[.;!?](?=\s|$)|\n/.exec(rest)?.index ?? rest.length;
  return { from, to: from + rest.slice(0, end).trimEnd().length };
}
