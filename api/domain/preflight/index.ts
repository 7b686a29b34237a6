import { defaultLocale, type Locale } from '../locale.ts';
import type { Spoken } from '../translation.ts';
import { privateAddress, publicAddress } from './address.ts';
import { noApology } from './apology.ts';
import { cause } from './cause.ts';
import { components, noComponent } from './components.ts';
import { host, internalUrl } from './host.ts';
import { longSentence } from './length.ts';
import { blame, person } from './people.ts';
import { placeholder } from './placeholder.ts';
import { noPromise, pastPromise } from './promise.ts';
import type { Level, Place, Rule, Said } from './rule.ts';
import { secret } from './secret.ts';
import { speculation } from './speculation.ts';
import { ticket } from './ticket.ts';
import { trace } from './trace.ts';
import { ownWords } from './words.ts';

/** The texts of one language beside the page’s own; what is no text was looked at with that. */
export function preflightIn(
  locale: Locale,
  said: Said,
  { name = '', body = '' }: Spoken,
  off: readonly string[] = [],
): Finding[] {
  const { nextUpdateBy: _, nameable: __, ...rest } = said;
  const texts = { ...rest, title: name, body, affected: [] };
  return preflight(texts, off, locale).map((finding) => ({ ...finding, locale }));
}

export type { Level, Place, Rule, Said } from './rule.ts';

/** Every rule of the check before publishing, gravest first. */
export const rules: readonly Rule[] = [
  secret,
  placeholder,
  pastPromise,
  ownWords,
  person,
  privateAddress,
  host,
  internalUrl,
  trace,
  noPromise,
  noComponent,
  components,
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
  place: Place;
  /** Of a translation: the language that it is in. */
  locale?: Locale;
  /** The words at fault, where it is words. */
  found: string | null;
};

/** Rules that read English are silent on a text in another language. */
export function preflight(
  said: Said,
  off: readonly string[] = [],
  written: Locale = defaultLocale,
): Finding[] {
  return rules
    .filter(({ id }) => !off.includes(id))
    .filter(({ english }) => !english || written === 'en')
    .flatMap((rule) => rule.find(said).map((place) => findingOf(rule, place, said)));
}

const findingOf = ({ id, level, sentence }: Rule, place: Place, said: Said): Finding => ({
  rule: id,
  level,
  sentence,
  place,
  found: 'from' in place ? said[place.in].slice(place.from, place.to) : null,
});
