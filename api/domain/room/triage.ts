import { z } from 'zod';
import { storable } from '../text/characters.ts';

/** The questions of the triage card, in the order in which they are asked. */
export const triageFields = [
  'what_is_broken',
  'who_is_affected',
  'since',
  'still_happening',
  'how_bad',
  'what_changed',
  'monitoring',
  'tried',
] as const;
export type TriageField = (typeof triageFields)[number];

export const triageQuestions: Record<TriageField, string> = {
  what_is_broken: 'What is broken?',
  who_is_affected: 'Who is affected?',
  since: 'Since when?',
  still_happening: 'Is it still happening?',
  how_bad: 'How bad is it?',
  what_changed: 'What changed?',
  monitoring: 'What does monitoring show?',
  tried: 'What was tried?',
};

const MAX_ANSWER_LENGTH = 280;

/** One line; an empty one withdraws the answer. */
export const TriageText = z
  .string('Each answer is a text.')
  .overwrite((text) => storable(text).replace(/\s+/g, ' ').trim())
  .max(MAX_ANSWER_LENGTH, 'An answer is one line of at most 280 characters.');

export type TriageAnswer = { field: TriageField; text: string; author: string; createdAt: number };
export type TriageCard = Record<TriageField, TriageAnswer | null>;

/** The newest answer to each question; null without one. `answers` are oldest first. */
export function triageCard(answers: readonly TriageAnswer[]): TriageCard {
  const newest = (field: TriageField) => {
    const last = answers.findLast((answer) => answer.field === field);
    return last?.text ? last : null;
  };
  // Built from the list of fields, so every field is there.
  return Object.fromEntries(triageFields.map((field) => [field, newest(field)])) as TriageCard;
}

type Action = { action: string; owner: string; state: string };

const known: [TriageField, string][] = [
  ['what_is_broken', 'Broken'],
  ['since', 'Since'],
  ['still_happening', 'Still happening'],
  ['what_changed', 'Changed'],
  ['monitoring', 'Monitoring shows'],
];

/** What the first internal update begins with, from what the room knows already; a person edits it. */
export function firstInternalUpdate(card: TriageCard, timers: readonly Action[]) {
  const lines = (fields: [TriageField, string][]) =>
    fields.flatMap(([field, label]) => (card[field] ? [`${label}: ${card[field].text}`] : []));
  const running = timers.filter(({ state }) => state === 'running');
  return {
    whatWeKnow: lines(known).join('\n'),
    whatWeAreDoing: [
      ...running.map(({ action, owner }) => (owner ? `${action} (${owner})` : action)),
      ...lines([['tried', 'Tried']]),
    ].join('\n'),
    impact: [card.who_is_affected, card.how_bad]
      .flatMap((one) => (one ? [one.text] : []))
      .join('; '),
  };
}
