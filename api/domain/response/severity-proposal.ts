import { type SeverityLevel, type SeverityScale, usersFromOf } from './severity.ts';

type Answer = { value: string; words: string; step: number; because: string };
const questionKeys = ['share', 'revenue', 'data', 'workaround'] as const;
type Question = {
  key: (typeof questionKeys)[number];
  label: string;
  answers: Answer[];
};

const answer = (value: string, words: string, step: number, because: string): Answer => ({
  value,
  words,
  step,
  because,
});
const NO_STEP = Number.POSITIVE_INFINITY;

const shares = ['all', 'many', 'some', 'few'];

/** The answers to the first question, by the shares of users that the scale names. */
function shareAnswers(scale: SeverityScale): Answer[] {
  const from = usersFromOf(scale);
  const first = from.map((share, i): Answer => {
    const words = i === 0 ? `More than ${share}%` : `${share}% to ${from[i - 1]}%`;
    return answer(shares[i] ?? '', words, i, `more than ${share}% of users are affected`);
  });
  const least = from.at(-1) ?? 0;
  const because = `less than ${least}% of users are affected`;
  const last = answer(shares[from.length] ?? '', `Less than ${least}%`, from.length, because);
  return [...first, last];
}

/**
 * Questions of the severity proposal. `step`: distance from the top of the scale that an answer
 * alone would give.
 */
export const severityQuestionsOf = (scale: SeverityScale): readonly Question[] => [
  { key: 'share', label: 'How many users are affected?', answers: shareAnswers(scale) },
  ...otherQuestions,
];

const otherQuestions: readonly Question[] = [
  {
    key: 'revenue',
    label: 'Is revenue affected?',
    answers: [
      answer('stopped', 'Sales have stopped', 0, 'sales have stopped'),
      answer('reduced', 'Some sales are lost', 1, 'sales are lost'),
      answer('none', 'No', 3, 'no sales are lost'),
    ],
  },
  {
    key: 'data',
    label: 'Is data affected?',
    answers: [
      answer('lost', 'Lost, wrong or exposed', 0, 'data is lost, wrong or exposed'),
      answer('risk', 'At risk', 1, 'data is at risk'),
      answer('safe', 'Safe', 3, 'data is safe'),
    ],
  },
  {
    key: 'workaround',
    label: 'Is there a workaround?',
    answers: [
      answer('none', 'No', NO_STEP, 'there is no workaround'),
      answer('awkward', 'Yes, a difficult one', NO_STEP, 'the workaround is difficult'),
      answer('good', 'Yes, an easy one', NO_STEP, 'there is an easy workaround'),
    ],
  },
];

/** Answers from a form, where a question is the input `s.<key>`. */
export const chooserAnswers = (read: (name: string) => string): Record<string, string> =>
  Object.fromEntries(questionKeys.map((key) => [key, read(`s.${key}`)]));

/**
 * The most severe answer decides; a good workaround lowers it by one level, except for data loss.
 * Null without a decisive answer. A person makes the final choice.
 */
export function proposeSeverity(
  scale: SeverityScale,
  answers: Readonly<Record<string, string>>,
): { level: SeverityLevel; because: string[] } | null {
  const given = severityQuestionsOf(scale).flatMap(
    ({ key, answers: known }) => known.find(({ value }) => value === answers[key]) ?? [],
  );
  const step = Math.min(...given.map((one) => one.step));
  if (!Number.isFinite(step)) return null;
  const eased = answers.workaround === 'good' && answers.data !== 'lost';
  const level = scale[Math.min(step + (eased ? 1 : 0), scale.length - 1)];
  const deciding = given.filter((one) => one.step === step).map((one) => one.because);
  return level
    ? { level, because: eased ? [...deciding, 'there is an easy workaround'] : deciding }
    : null;
}
