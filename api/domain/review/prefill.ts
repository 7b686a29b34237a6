import { changeKindLabels, describeChange } from '../change/change.ts';
import { type MilestoneKind, SET_IN_ROOM } from '../room/milestone.ts';
import { type TriageField, triageQuestions } from '../room/triage.ts';
import { formatDuration } from '../time/duration.ts';
import { assessResponse } from './assessment.ts';
import { chronology } from './chronology.ts';
import type { ReviewFacts, ReviewSource, Sentence, SourceKind } from './facts.ts';
import { type ReviewValues, reviewFields } from './fields.ts';
import { writeTimeline } from './timeline.ts';

export type Prefilled = { values: ReviewValues; sources: ReviewSource[] };

/** What is known about the incident, as the beginning of its postmortem. */
export function prefillReview(facts: ReviewFacts, author: string): Prefilled {
  const prefilled = sentencesOf(facts);
  const values: Record<string, string> = { author };
  const sources: ReviewSource[] = [];
  for (const field of reviewFields) {
    const sentences = prefilled[field]?.filter(({ text }) => text !== '') ?? [];
    if (sentences.length === 0) continue;
    values[field] = sentences.map(({ text }) => text).join(field === 'summary' ? ' ' : '\n');
    sources.push(...sentences.map(({ text, ...source }) => ({ field, sentence: text, ...source })));
  }
  const entries = chronology(facts);
  values.timeline = writeTimeline(entries, facts.zone);
  sources.push(
    ...entries.map(({ text, kind, id, at }) => ({
      field: 'timeline',
      sentence: text,
      kind,
      id,
      at,
    })),
  );
  return { values, sources };
}

type FieldSentences = Record<string, readonly Sentence[]>;

const sentencesOf = (facts: ReviewFacts): FieldSentences => ({
  summary: summaryOf(facts),
  users_affected: answer(facts, 'who_is_affected'),
  minutes_down:
    facts.minutesDown === null
      ? []
      : [{ text: String(facts.minutesDown), kind: 'components', id: '', at: null }],
  revenue: clauses(facts, /[$€£¥]\s?\d|\b(?:revenue|sales|turnover|refunds?|SLA credits?)\b/i),
  data_loss: clauses(facts, /\bdata\b|\brecords? (?:lost|missing)/i),
  root_cause: causeOf(facts),
  ...whysOf(facts),
  contributing: contributing(facts),
  resolution_temporary: temporary(facts),
  resolution_permanent: permanent(facts),
  ...assessResponse(facts),
  lessons: lessonsOf(facts),
});

const summaryOf = (facts: ReviewFacts): Sentence[] => {
  const { incident, updates } = facts;
  const span =
    incident.resolvedAt === null
      ? ''
      : ` It lasted ${formatDuration(incident.resolvedAt - incident.startedAt)}.`;
  const last = updates.findLast(({ state }) => state === 'resolved');
  return [
    sentenceFrom('incident', incident.id, incident.startedAt, `${sentence(incident.name)}${span}`),
    ...answer(facts, 'what_is_broken').map((one) => ({ ...one, text: sentence(one.text) })),
    ...(last ? [sentenceFrom('update', last.id, last.displayAt, firstSentence(last.body))] : []),
  ];
};

const sentenceFrom = (kind: SourceKind, id: string, at: number | null, text: string): Sentence => ({
  ...{ kind, id, at, text },
});

const answer = ({ triage }: ReviewFacts, field: TriageField): Sentence[] => {
  const answer = triage[field];
  return answer ? [sentenceFrom('triage', field, answer.createdAt, answer.text)] : [];
};

/** The first clause about a subject in what the team wrote about the impact. */
function clauses(facts: ReviewFacts, subject: RegExp): Sentence[] {
  const written = [
    ...facts.internalUpdates
      .toReversed()
      .map(({ id, impact, createdAt }) => sentenceFrom('internal_update', id, createdAt, impact)),
    ...answer(facts, 'how_bad'),
    ...answer(facts, 'who_is_affected'),
    ...facts.timeline
      .filter(({ automatic }) => !automatic)
      .map(({ id, at, text }) => sentenceFrom('event', id, at, text)),
  ];
  for (const { text, ...from } of written) {
    const clause = text
      .split(/(?<=[.;!?])\s+|;\s*|,\s+(?=no\b|\D)/)
      .find((one) => subject.test(one));
    if (clause) return [{ ...from, text: sentence(clause.trim().replace(/[;,.]+$/, '')) }];
  }
  return [];
}

const confirmed = ({ hypotheses }: ReviewFacts) =>
  hypotheses.filter(({ state }) => state === 'confirmed');

const milestone = ({ milestones }: ReviewFacts, kind: MilestoneKind) =>
  milestones.find((one) => one.kind === kind && one.reason !== '' && one.reason !== SET_IN_ROOM);

/** What was confirmed, or else what was said when it was identified. */
function causeOf(facts: ReviewFacts): Sentence[] {
  const [first] = confirmed(facts);
  if (first)
    return [
      sentenceFrom('hypothesis', first.id, first.createdAt, sentence(first.text)),
      ...(first.evidence
        ? [sentenceFrom('hypothesis', first.id, first.createdAt, sentence(first.evidence))]
        : []),
    ];
  const diagnosed = milestone(facts, 'diagnosed');
  if (diagnosed)
    return [sentenceFrom('milestone', 'diagnosed', diagnosed.at, sentence(diagnosed.reason))];
  const update = facts.updates.find(({ state }) => state === 'identified');
  return update
    ? [sentenceFrom('update', update.id, update.displayAt, firstSentence(update.body))]
    : [];
}

/** The first links of the chain: the symptom, its cause, and the change behind it. */
function whysOf(facts: ReviewFacts): FieldSentences {
  const { incident, suspects } = facts;
  const [cause] = causeOf(facts);
  const [change] = suspects;
  const because = cause?.text.replace(/\.$/, '') ?? '';
  const question = (text: string) => [
    sentenceFrom('incident', incident.id, null, `Why did this happen: ${text}?`),
  ];
  const changed = change ? `${changeKindLabels[change.kind]} “${change.ref}” went out` : '';
  return {
    'why.1': question(incident.name.replace(/[.?!]+$/, '')),
    ...(cause && { 'because.1': [{ ...cause, text: because }], 'why.2': question(because) }),
    ...(cause &&
      change && {
        'because.2': [sentenceFrom('change', change.id, change.at, changed)],
        'why.3': [
          sentenceFrom('incident', incident.id, null, 'Why did nothing stop that change earlier?'),
        ],
      }),
  };
}

const contributing = (facts: ReviewFacts): Sentence[] => [
  ...facts.suspects.map(({ id, kind, ref, at }) =>
    sentenceFrom('change', id, at, `${describeChange({ kind, ref })}, shortly before`),
  ),
  ...confirmed(facts)
    .slice(1)
    .map(({ id, text, createdAt }) => sentenceFrom('hypothesis', id, createdAt, text)),
  ...answer(facts, 'what_changed').map((one) => ({ ...one, text: `Changed: ${one.text}` })),
];

const CONTAIN = /^Contain \([^)]*\): /;

function temporary(facts: ReviewFacts): Sentence[] {
  const reached = milestone(facts, 'mitigated');
  const moves = facts.timeline.filter(({ text, automatic }) => !automatic && CONTAIN.test(text));
  const sentences = [
    ...(reached
      ? [sentenceFrom('milestone', 'mitigated', reached.at, sentence(reached.reason))]
      : []),
    ...moves
      .toSorted((a, b) => a.at - b.at)
      .map(({ id, at, text }) =>
        sentenceFrom('event', id, at, sentence(text.replace(CONTAIN, ''))),
      ),
  ];
  if (sentences.length > 0) return sentences;
  const update = facts.updates.find(({ state }) => state === 'monitoring');
  return update
    ? [sentenceFrom('update', update.id, update.displayAt, firstSentence(update.body))]
    : [];
}

function permanent(facts: ReviewFacts): Sentence[] {
  const reached = milestone(facts, 'resolved');
  if (reached) return [sentenceFrom('milestone', 'resolved', reached.at, sentence(reached.reason))];
  const update = facts.updates.findLast(({ state }) => state === 'resolved');
  return update
    ? [sentenceFrom('update', update.id, update.displayAt, firstSentence(update.body))]
    : [];
}

/** What was ruled out or left open saves time the next time. */
const lessonsOf = (facts: ReviewFacts): Sentence[] => [
  ...facts.hypotheses
    .filter(({ state }) => state === 'ruled_out')
    .map(({ id, text, evidence, createdAt }) =>
      sentenceFrom(
        'hypothesis',
        id,
        createdAt,
        `Ruled out: ${text}${evidence ? ` (${evidence})` : ''}`,
      ),
    ),
  ...facts.timeline
    .filter(({ kind }) => kind === 'question')
    .toSorted((a, b) => a.at - b.at)
    .map(({ id, at, text }) => sentenceFrom('event', id, at, `Open question: ${text}`)),
  ...answer(facts, 'tried').map((one) => ({
    ...one,
    text: `${triageQuestions.tried} ${one.text}`,
  })),
];

const sentence = (text: string): string => {
  const words = text.replace(/\s+/g, ' ').trim();
  const start = words.charAt(0).toUpperCase() + words.slice(1);
  return start && !/[.!?…]$/.test(start) ? `${start}.` : start;
};

const firstSentence = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line.slice(0, 300);
};
