import { triageQuestions } from '../room/triage.ts';
import { formatDuration } from '../time/duration.ts';
import { assessResponse } from './assessment.ts';
import { causeOf, contributing, explainedMilestone, firstWhys } from './cause.ts';
import { chronology } from './chronology.ts';
import type { ReviewFacts, ReviewSource, Sentence } from './facts.ts';
import { type ReviewValues, reviewFields } from './fields.ts';
import {
  answerTo,
  asSentence,
  type FieldSentences,
  firstSentence,
  sentenceFrom,
} from './sentence.ts';
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

const sentencesOf = (facts: ReviewFacts): FieldSentences => ({
  summary: summaryOf(facts),
  users_affected: answerTo(facts, 'who_is_affected'),
  minutes_down:
    facts.minutesDown === null
      ? []
      : [{ text: String(facts.minutesDown), kind: 'components', id: '', at: null }],
  revenue: clauses(facts, /[$€£¥]\s?\d|\b(?:revenue|sales|turnover|refunds?|SLA credits?)\b/i),
  data_loss: clauses(facts, /\bdata\b|\brecords? (?:lost|missing)/i),
  root_cause: causeOf(facts),
  ...firstWhys(facts),
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
    sentenceFrom(
      'incident',
      incident.id,
      incident.startedAt,
      `${asSentence(incident.name)}${span}`,
    ),
    ...answerTo(facts, 'what_is_broken').map((one) => ({ ...one, text: asSentence(one.text) })),
    ...(last ? [sentenceFrom('update', last.id, last.displayAt, firstSentence(last.body))] : []),
  ];
};

/** The first clause about a subject in what the team wrote about the impact. */
function clauses(facts: ReviewFacts, subject: RegExp): Sentence[] {
  const written = [
    ...facts.internalUpdates
      .toReversed()
      .map(({ id, impact, createdAt }) => sentenceFrom('internal_update', id, createdAt, impact)),
    ...answerTo(facts, 'how_bad'),
    ...answerTo(facts, 'who_is_affected'),
    ...facts.timeline
      .filter(({ automatic }) => !automatic)
      .map(({ id, at, text }) => sentenceFrom('event', id, at, text)),
  ];
  for (const { text, ...from } of written) {
    const clause = text
      .split(/(?<=[.;!?])\s+|;\s*|,\s+(?=no\b|\D)/)
      .find((one) => subject.test(one));
    if (clause) return [{ ...from, text: asSentence(clause.trim().replace(/[;,.]+$/, '')) }];
  }
  return [];
}

const CONTAIN = /^Contain \([^)]*\): /;

function temporary(facts: ReviewFacts): Sentence[] {
  const reached = explainedMilestone(facts, 'mitigated');
  const moves = facts.timeline.filter(({ text, automatic }) => !automatic && CONTAIN.test(text));
  const sentences = [
    ...(reached
      ? [sentenceFrom('milestone', 'mitigated', reached.at, asSentence(reached.reason))]
      : []),
    ...moves
      .toSorted((a, b) => a.at - b.at)
      .map(({ id, at, text }) =>
        sentenceFrom('event', id, at, asSentence(text.replace(CONTAIN, ''))),
      ),
  ];
  if (sentences.length > 0) return sentences;
  const update = facts.updates.find(({ state }) => state === 'monitoring');
  return update
    ? [sentenceFrom('update', update.id, update.displayAt, firstSentence(update.body))]
    : [];
}

function permanent(facts: ReviewFacts): Sentence[] {
  const reached = explainedMilestone(facts, 'resolved');
  if (reached)
    return [sentenceFrom('milestone', 'resolved', reached.at, asSentence(reached.reason))];
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
  ...answerTo(facts, 'tried').map((one) => ({
    ...one,
    text: `${triageQuestions.tried} ${one.text}`,
  })),
];
