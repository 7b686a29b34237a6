import { changeKindLabels, describeChange } from '../change/change.ts';
import { type MilestoneKind, SET_IN_ROOM } from '../room/milestone.ts';
import type { ReviewFacts, Sentence } from './facts.ts';
import type { FieldSentences } from './sentence.ts';
import { answerTo, asSentence, firstSentence, sentenceFrom } from './sentence.ts';

const confirmed = ({ hypotheses }: ReviewFacts) =>
  hypotheses.filter(({ state }) => state === 'confirmed');

/** A milestone with a reason that somebody wrote. */
export const explainedMilestone = ({ milestones }: ReviewFacts, kind: MilestoneKind) =>
  milestones.find((one) => one.kind === kind && one.reason !== '' && one.reason !== SET_IN_ROOM);

/** The confirmed hypothesis, or else the text of the milestone or update that named the cause. */
export function causeOf(facts: ReviewFacts): Sentence[] {
  const [first] = confirmed(facts);
  if (first)
    return [
      sentenceFrom('hypothesis', first.id, first.createdAt, asSentence(first.text)),
      ...(first.evidence
        ? [sentenceFrom('hypothesis', first.id, first.createdAt, asSentence(first.evidence))]
        : []),
    ];
  const diagnosed = explainedMilestone(facts, 'diagnosed');
  if (diagnosed)
    return [sentenceFrom('milestone', 'diagnosed', diagnosed.at, asSentence(diagnosed.reason))];
  const update = facts.updates.find(({ state }) => state === 'identified');
  return update
    ? [sentenceFrom('update', update.id, update.displayAt, firstSentence(update.body))]
    : [];
}

/** The first links of the chain: the symptom, its cause, and the change behind it. */
export function firstWhys(facts: ReviewFacts): FieldSentences {
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

export const contributing = (facts: ReviewFacts): Sentence[] => [
  ...facts.suspects.map(({ id, kind, ref, at }) =>
    sentenceFrom('change', id, at, `${describeChange({ kind, ref })}, shortly before`),
  ),
  ...confirmed(facts)
    .slice(1)
    .map(({ id, text, createdAt }) => sentenceFrom('hypothesis', id, createdAt, text)),
  ...answerTo(facts, 'what_changed').map((one) => ({ ...one, text: `Changed: ${one.text}` })),
];
