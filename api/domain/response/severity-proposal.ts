import type { SeverityLevel, SeverityScale } from './severity.ts';

type Answer = { value: string; words: string; step: number; because: string };
type Question = {
  key: 'share' | 'revenue' | 'data' | 'workaround';
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

/**
 * Questions of the severity proposal. `step`: distance from the top of the scale that an answer
 * alone would give.
 */
export const severityQuestions: readonly Question[] = [
  {
    key: 'share',
    label: 'How many users are affected?',
    answers: [
      answer('all', 'Most or all', 0, 'most users are affected'),
      answer('many', 'Many (more than 10%)', 1, 'many users are affected'),
      answer('some', 'Some (less than 10%)', 2, 'some users are affected'),
      answer('few', 'A few, or none yet', 3, 'hardly anyone is affected'),
    ],
  },
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
  Object.fromEntries(severityQuestions.map(({ key }) => [key, read(`s.${key}`)]));

/**
 * The most severe answer decides; a good workaround lowers it by one level, except for data loss.
 * Null without a decisive answer. A person makes the final choice.
 */
export function proposeSeverity(
  scale: SeverityScale,
  answers: Readonly<Record<string, string>>,
): { level: SeverityLevel; because: string[] } | null {
  const given = severityQuestions.flatMap(
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
