import { z } from 'zod';
import { storable } from '../text/characters.ts';
import { singleLine } from '../text/single-line.ts';

export const MAX_WHYS = 7;
export const MIN_WHYS = 3;

/** The sections of the document in the order in which they are shown. */
export const reviewSections = [
  'summary',
  'users_affected',
  'minutes_down',
  'revenue',
  'data_loss',
  'timeline',
  'root_cause',
  'contributing',
  'resolution_temporary',
  'resolution_permanent',
  'went_well',
  'went_poorly',
  'lessons',
] as const;
export type ReviewSection = (typeof reviewSections)[number];

export const sectionLabels: Record<ReviewSection, string> = {
  summary: 'Summary',
  users_affected: 'Users affected',
  minutes_down: 'Minutes down',
  revenue: 'Revenue impact',
  data_loss: 'Data loss',
  timeline: 'Timeline',
  root_cause: 'Root cause',
  contributing: 'Contributing factors',
  resolution_temporary: 'Temporary fix',
  resolution_permanent: 'Permanent fix',
  went_well: 'What went well',
  went_poorly: 'What went poorly',
  lessons: 'Lessons learned',
};

export const whyNumbers = Array.from({ length: MAX_WHYS }, (_, i) => i + 1);
/** The second why can only follow from the first. */
const FIRST_BRANCH = 2;
/** Which earlier answer a why asks about; empty for the one before it. */
const branchFields = whyNumbers.filter((n) => n > FIRST_BRANCH).map((n) => `after.${n}`);

/** Fields of one line. A conflict replaces the value, since both lines would not be a number. */
export const shortFields: readonly string[] = [
  'author',
  'users_affected',
  'minutes_down',
  'revenue',
  'data_loss',
  ...branchFields,
  'root',
];

export const whyFields: readonly string[] = whyNumbers.flatMap((n) => [
  ...[`why.${n}`, `because.${n}`],
  ...(n > FIRST_BRANCH ? [`after.${n}`] : []),
]);

/** Every field of the document, by the name of its form field. */
export const reviewFields: readonly string[] = ['author', ...reviewSections, ...whyFields, 'root'];

/** Empty fields are left out. */
export type ReviewValues = Readonly<Record<string, string>>;

const MAX_LINE_LENGTH = 300;
const MAX_SECTION_LENGTH = 20_000;

const line = singleLine(MAX_LINE_LENGTH, 'Use at most 300 characters here.');
const section = z
  .string()
  .overwrite(storable)
  .overwrite((text) =>
    text
      .replace(/\r\n?/g, '\n')
      .replace(/[ \t]+$/gm, '')
      .trim(),
  )
  .max(MAX_SECTION_LENGTH, 'A section can have at most 20,000 characters.');
const minutes = line.regex(/^(?:\d{1,7})?$/, 'Enter whole minutes, such as 45.');
const root = line.regex(/^[1-7]?$/, 'Choose one of the whys.');
const earlierWhy = (n: number) =>
  line.regex(new RegExp(`^[1-${n - 1}]?$`), 'Choose one of the whys before it.');

const schemaOf = (field: string) => {
  if (field === 'minutes_down') return minutes;
  if (field === 'root') return root;
  if (branchFields.includes(field)) return earlierWhy(Number(field.split('.')[1]));
  return shortFields.includes(field) || field.startsWith('why.') ? line : section;
};

/** Fields that were sent; others stay. */
export const ReviewInput = z.object(
  Object.fromEntries(reviewFields.map((field) => [field, schemaOf(field).optional()])),
);
export const PublicBody = section;

/** Without empty fields, in the order of the document. */
export const filledValues = (values: Readonly<Record<string, string | undefined>>): ReviewValues =>
  Object.fromEntries(
    reviewFields.flatMap((field) => {
      const value = values[field];
      return value ? [[field, value]] : [];
    }),
  );

export type Why = {
  why: string;
  because: string;
  isRoot: boolean;
  /** Place in the list, from 1, of the answer that it asks about; null for the one before it. */
  after: number | null;
  /** How many branches it is in. */
  depth: number;
};

/** The whys that have any text, in order. */
export function whysOf(values: ReviewValues): Why[] {
  const shown = whyNumbers.filter((n) => values[`why.${n}`] || values[`because.${n}`]);
  const whys: Why[] = [];
  for (const [i, n] of shown.entries()) {
    const place = shown.indexOf(Number(values[`after.${n}`])) + 1;
    const after = place > 0 && place < i ? place : null;
    const before = whys[after === null ? i - 1 : after - 1];
    whys.push({
      ...{ why: values[`why.${n}`] ?? '', because: values[`because.${n}`] ?? '' },
      ...{ isRoot: values.root === String(n), after },
      depth: (before?.depth ?? 0) + (after === null ? 0 : 1),
    });
  }
  return whys;
}

/** The items of a section: one a line, without marks of a list. */
export const pointsOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((one) => one.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim())
    .filter(Boolean);
