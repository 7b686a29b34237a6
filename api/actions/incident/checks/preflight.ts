import { preflightFacts } from '../../../../db/page/preflight.ts';
import { Problem } from '../../../core/problem.ts';
import { type Audience, MAX_TEXT_LENGTH } from '../../../domain/incident/incident.ts';
import { readers } from '../../../domain/page/scope.ts';
import {
  type Finding,
  fieldOf,
  type PreflightInput,
  type PublicTexts,
  preflight,
  preflightFields,
  preflightIn,
} from '../../../domain/preflight/index.ts';
import type { Actor } from '../../../domain/response/role.ts';
import { isGravest, severityScaleOf } from '../../../domain/response/severity.ts';
import { type Locale, locales } from '../../../domain/text/locale.ts';
import type { Languages } from '../../../domain/text/translation.ts';
import type { Publisher } from '../../commit.ts';

export type OutgoingText = Omit<PreflightInput, 'now' | 'people' | 'words' | 'gravest'> & {
  audience: Audience;
  severity: string | null;
  /** Language of the text, when it is not the page's own. */
  locale?: Locale | null | undefined;
  /** The same text in other languages. */
  translations?: Languages;
};

/** Findings of preflight for this text, the most severe first. */
export async function check(
  deps: Pick<Publisher, 'db' | 'clock'>,
  pageId: string,
  outgoing: OutgoingText,
): Promise<Finding[]> {
  const { off, people, words, severityScale, locale } = await preflightFacts(deps.db, pageId);
  const gravest = isGravest(severityScaleOf({ severityScale }), outgoing.severity);
  // The form may send more than can be published; longer text is not checked.
  const cut = (text = '') => text.slice(0, MAX_TEXT_LENGTH);
  const { translations = {}, locale: written, ...rest } = outgoing;
  const texts = { title: cut(outgoing.title), body: cut(outgoing.body) };
  const input = { ...rest, ...texts, gravest, people, words, now: deps.clock() };
  return [
    ...preflight(input, off, written ?? locale),
    ...locales.flatMap((one) => {
      const { name, body } = translations[one] ?? {};
      return name || body ? preflightIn(one, input, { name: cut(name), body: cut(body) }, off) : [];
    }),
  ];
}

/** What did not happen. */
type Outcome = 'published' | 'saved';

/** A rejection that names the place of each *stop*. */
export class Stopped extends Problem {
  readonly stops: Finding[];

  constructor(findings: Finding[], outcome: Outcome) {
    const stops = findings.filter(isStop);
    const fields = stops.map(({ place, found, sentence, locale }) => [
      `${fieldOf(place)}${locale ? `@${locale}` : ''}`,
      found ? `“${found}”: ${sentence}` : sentence,
    ]);
    super(
      'invalid',
      `Not ${outcome}. Fix the errors, or give a reason for publishing anyway.`,
      Object.fromEntries(fields.reverse()),
      { findings },
    );
    this.stops = stops;
  }
}

const isStop = ({ level }: Finding): boolean => level === 'stop';

/** Nobody publishes over a warning that they have not seen; once seen, it is their decision. */
export function assertNoNewWarning(
  findings: Finding[],
  seenWarnings: readonly string[],
  outcome: Outcome = 'published',
): void {
  const isNew = ({ level, rule }: Finding) => level === 'warn' && !seenWarnings.includes(rule);
  if (findings.some(isNew))
    throw new Problem(
      'invalid',
      `Not ${outcome}. Review the warnings: fix them, or ${outcome === 'saved' ? 'save' : 'publish'} anyway.`,
      {},
      { findings },
    );
}

/**
 * Throws when there is a warning that the author has not `seen`, or a *stop* and no reason to
 * override it. Returns the findings, and what the audit log records of an override. Scheduled texts
 * of the product and internal ones are not checked.
 */
export async function assertPassed(
  deps: Pick<Publisher, 'db' | 'clock'>,
  actor: Actor,
  pageId: string,
  outgoing: OutgoingText,
  {
    override,
    seenWarnings,
  }: { override: string | null; seenWarnings?: readonly string[] | undefined },
): Promise<{ findings?: Finding[]; audited: Overridden }> {
  if (actor.kind === 'system' || outgoing.audience !== readers) return { audited: {} };
  const findings = await check(deps, pageId, outgoing);
  if (seenWarnings) assertNoNewWarning(findings, seenWarnings);
  return { findings, audited: overriddenIn(findings, override) };
}

function overriddenIn(
  findings: Finding[],
  override: string | null | undefined,
  outcome: Outcome = 'published',
): Overridden {
  const stops = findings.filter(isStop);
  if (stops.length === 0) return {};
  if (!override) throw new Stopped(findings, outcome);
  return { overridden: { rules: [...new Set(stops.map(({ rule }) => rule))], reason: override } };
}

/** Findings for public texts outside updates. Texts that were public before are skipped. */
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

/** Like assertPassed, for public texts outside updates. */
export async function assertTextsPassed(
  deps: Pick<Publisher, 'db' | 'clock'>,
  actor: Actor,
  pageId: string,
  { texts, before, override }: TextChange,
): Promise<Overridden> {
  if (actor.kind === 'system') return {};
  return overriddenIn(await checkTexts(deps, pageId, texts, before), override, 'saved');
}

type TextChange = {
  texts: PublicTexts;
  before?: readonly (string | null | undefined)[];
  override: string | null | undefined;
};
type Overridden = { overridden?: { rules: string[]; reason: string } };
