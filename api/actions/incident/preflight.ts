import { preflightFacts } from '../../../db/page/preflight.ts';
import { Problem } from '../../core/problem.ts';
import { type Audience, LONGEST_TEXT } from '../../domain/incident/incident.ts';
import {
  type Finding,
  fieldOf,
  type PublicTexts,
  preflight,
  preflightFields,
  preflightIn,
  type Said,
} from '../../domain/preflight/index.ts';
import type { Actor } from '../../domain/response/role.ts';
import { isGravest, severityScaleOf } from '../../domain/response/severity.ts';
import { type Locale, locales } from '../../domain/text/locale.ts';
import type { Languages } from '../../domain/text/translation.ts';
import type { Publisher } from '../commit.ts';

export type Outgoing = Omit<Said, 'now' | 'people' | 'words' | 'gravest'> & {
  audience: Audience;
  severity: string | null;
  /** In which it is written, where that is not the page's own. */
  locale?: Locale | null | undefined;
  /** The same in other languages. */
  spoken?: Languages;
};

/** What the page's own check says of this, gravest first. */
export async function check(
  deps: Pick<Publisher, 'db' | 'clock'>,
  pageId: string,
  outgoing: Outgoing,
): Promise<Finding[]> {
  const { off, people, words, ladder, locale } = await preflightFacts(deps.db, pageId);
  const gravest = isGravest(severityScaleOf({ ladder }), outgoing.severity);
  // A form may bring more than can be published; nobody waits for a check of that.
  const cut = (text = '') => text.slice(0, LONGEST_TEXT);
  const { spoken = {}, locale: written, ...rest } = outgoing;
  const texts = { title: cut(outgoing.title), body: cut(outgoing.body) };
  const said = { ...rest, ...texts, gravest, people, words, now: deps.clock() };
  return [
    ...preflight(said, off, written ?? locale),
    ...locales.flatMap((one) => {
      const { name, body } = spoken[one] ?? {};
      return name || body ? preflightIn(one, said, { name: cut(name), body: cut(body) }, off) : [];
    }),
  ];
}

/** A refusal that says where each *stop* is. */
export class Stopped extends Problem {
  readonly findings: Finding[];

  constructor(findings: Finding[]) {
    const fields = findings.map(({ place, found, sentence, locale }) => [
      `${fieldOf(place)}${locale ? `@${locale}` : ''}`,
      found ? `“${found}”: ${sentence}` : sentence,
    ]);
    super(
      'invalid',
      'Not published yet: the check found something. Correct it, or say why it must go out as it is.',
      Object.fromEntries(fields.reverse()),
    );
    this.findings = findings;
  }
}

/**
 * Throws where a *stop* was found and nobody gave a reason to go on; answers what the audit log keeps
 * of an override. What the product itself says by the clock, and what is said inside, is not held up.
 */
export async function assertPassed(
  deps: Pick<Publisher, 'db' | 'clock'>,
  actor: Actor,
  pageId: string,
  outgoing: Outgoing,
  override: string | null,
): Promise<Passed> {
  if (actor.kind === 'system' || outgoing.audience === 'internal') return {};
  return passedWith(await check(deps, pageId, outgoing), override);
}

function passedWith(findings: Finding[], override: string | null | undefined): Passed {
  const stops = findings.filter(({ level }) => level === 'stop');
  if (stops.length === 0) return {};
  if (!override) throw new Stopped(stops);
  return { overridden: { rules: [...new Set(stops.map(({ rule }) => rule))], reason: override } };
}

/** What the check says of public texts outside updates. Texts that were public before are left out. */
export async function checkTexts(
  deps: Pick<Publisher, 'db' | 'clock'>,
  pageId: string,
  texts: PublicTexts,
  before: readonly (string | null | undefined)[] = [],
): Promise<Finding[]> {
  const isNew = ([, text]: [string, string | null | undefined]) => text && !before.includes(text);
  const changed = Object.fromEntries(Object.entries(texts).filter(isNew));
  if (Object.keys(changed).length === 0) return [];
  const { off, people, words, locale } = await preflightFacts(deps.db, pageId);
  return preflightFields(changed, { people, words, now: deps.clock() }, off, locale);
}

/** The same as assertPassed, for public texts outside updates. */
export async function assertTextsPassed(
  deps: Pick<Publisher, 'db' | 'clock'>,
  actor: Actor,
  pageId: string,
  { texts, before, override }: TextChange,
): Promise<Passed> {
  if (actor.kind === 'system') return {};
  return passedWith(await checkTexts(deps, pageId, texts, before), override);
}

type TextChange = {
  texts: PublicTexts;
  before?: readonly (string | null | undefined)[];
  override: string | null | undefined;
};
type Passed = { overridden?: { rules: string[]; reason: string } };
