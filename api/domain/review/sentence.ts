import type { TriageField } from '../room/triage.ts';
import type { ReviewFacts, Sentence, SourceKind } from './facts.ts';

export type FieldSentences = Record<string, readonly Sentence[]>;

export const sentenceFrom = (
  kind: SourceKind,
  id: string,
  at: number | null,
  text: string,
): Sentence => ({
  ...{ kind, id, at, text },
});

/** What the triage card answers to one question; empty while it has no answer. */
export const answerTo = ({ triage }: ReviewFacts, field: TriageField): Sentence[] => {
  const answer = triage[field];
  return answer ? [sentenceFrom('triage', field, answer.createdAt, answer.text)] : [];
};

/** On one line, with a capital letter and a full stop. */
export const asSentence = (text: string): string => {
  const words = text.replace(/\s+/g, ' ').trim();
  const start = words.charAt(0).toUpperCase() + words.slice(1);
  return start && !/[.!?…]$/.test(start) ? `${start}.` : start;
};

/** At most 300 characters where the text has no sentence end. */
export const firstSentence = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line.slice(0, 300);
};
