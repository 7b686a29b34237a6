import { defaultLocale, type Locale } from '../text/locale.ts';
import type { Localized } from '../text/translation.ts';
import { privateAddress, publicAddress } from './address.ts';
import { noComponent, statusMismatch } from './components.ts';
import { host, internalUrl } from './host.ts';
import { blame, person } from './people.ts';
import { placeholder } from './placeholder.ts';
import { noPromise, promiseInPast } from './promise.ts';
import type { FieldPlace, Level, PreflightInput, Rule, TextPlace } from './rule.ts';
import { secret } from './secret.ts';
import { cause, speculation } from './speculation.ts';
import { longSentence, noApology } from './style.ts';
import { ticket } from './ticket.ts';
import { trace } from './trace.ts';
import { blockedWords } from './words.ts';

/** Findings for a translation. Rules without text were applied to the original already. */
export function preflightIn(
  locale: Locale,
  input: PreflightInput,
  { name = '', body = '' }: Localized,
  off: readonly string[] = [],
): Finding[] {
  const { nextUpdateBy: _, nameable: __, ...rest } = input;
  const texts = { ...rest, title: name, body, affected: [] };
  return preflight(texts, off, locale).map((finding) => ({ ...finding, locale }));
}

export type { FieldPlace, Level, PreflightInput, Rule, TextPlace } from './rule.ts';

/** All rules, the most severe first. */
export const rules: readonly Rule[] = [
  secret,
  placeholder,
  promiseInPast,
  blockedWords,
  person,
  privateAddress,
  host,
  internalUrl,
  trace,
  noPromise,
  noComponent,
  statusMismatch,
  cause,
  speculation,
  blame,
  publicAddress,
  ticket,
  longSentence,
  noApology,
];

export type Finding = {
  rule: string;
  level: Level;
  sentence: string;
  place: TextPlace | FieldPlace;
  /** Language of the translation. */
  locale?: Locale;
  /** The text of the finding, if it has a place in the text. */
  found: string | null;
};

/** Rules for English skip texts in other languages. */
export function preflight(
  input: PreflightInput,
  off: readonly string[] = [],
  written: Locale = defaultLocale,
): Finding[] {
  return rules
    .filter(({ id }) => !off.includes(id))
    .filter(({ english }) => !english || written === 'en')
    .flatMap((rule) => rule.find(input).map((place) => findingOf(rule, place, input)));
}

/** Public texts outside updates, such as a component's name, by form field. */
export function preflightFields(
  fields: PublicTexts,
  known: Pick<PreflightInput, 'people' | 'words' | 'now'>,
  off: readonly string[] = [],
  written: Locale = defaultLocale,
): Finding[] {
  const input = { ...known, ...unattached };
  const findings = Object.entries(fields).flatMap(([field, text]) =>
    preflight({ ...input, body: text ?? '' }, off, written).flatMap(({ place, ...finding }) =>
      'from' in place ? [{ ...finding, place: { ...place, in: 'field' as const, field } }] : [],
    ),
  );
  return [
    ...findings.filter(({ level }) => level === 'stop'),
    ...findings.filter(({ level }) => level === 'warn'),
  ];
}

/** By the name of the form field. */
export type PublicTexts = Readonly<Record<string, string | null | undefined>>;

/** Input without an incident: rules about states, promises and components do not apply. */
const unattached = {
  kind: 'incident',
  state: 'resolved',
  title: '',
  affected: [],
  gravest: false,
} as const;

/** The form field of a finding. */
export const fieldOf = (place: Finding['place']): string =>
  place.in === 'field' ? place.field : fieldNames[place.in];

const fieldNames = {
  title: 'name',
  body: 'body',
  promise: 'f.next_update',
  components: 'components',
};

const findingOf = (
  { id, level, sentence }: Rule,
  place: TextPlace,
  input: PreflightInput,
): Finding => ({
  rule: id,
  level,
  sentence,
  place,
  found: 'from' in place ? input[place.in].slice(place.from, place.to) : null,
});
