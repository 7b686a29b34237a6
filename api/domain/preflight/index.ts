import { privateAddress, publicAddress } from './address.ts';
import { noApology } from './apology.ts';
import { cause } from './cause.ts';
import { components } from './components.ts';
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
  /** The words at fault, where it is words. */
  found: string | null;
};

export function preflight(said: Said, off: readonly string[] = []): Finding[] {
  return rules
    .filter(({ id }) => !off.includes(id))
    .flatMap((rule) => rule.find(said).map((place) => findingOf(rule, place, said)));
}

const findingOf = ({ id, level, sentence }: Rule, place: Place, said: Said): Finding => ({
  rule: id,
  level,
  sentence,
  place,
  found: 'from' in place ? said[place.in].slice(place.from, place.to) : null,
});
