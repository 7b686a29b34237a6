import { inTexts, literally, type Rule, type Span, spansOf } from './rule.ts';

const roles =
  'engineer|developer|operator|employee|administrator|admin|intern|contractor|colleague|technician|teammate|staff member|team member|member of (?:our )?staff';
const mishaps =
  "forgot|mistakenly|accidentally|inadvertently|failed|neglected|broke|deleted|dropped|misconfigured|mistyped|ran|pushed|made|did not|didn’t|didn't|caused";

const blamed = new RegExp(
  [
    String.raw`\b(?:human|operator|user|manual|pilot) error\b`,
    String.raw`(?<!\byou )\bforgot(?:ten)? to\b`,
    String.raw`\b(?:${roles})s? (?:who |had |has |have |then |on (?:call|duty) )?(?:${mishaps})\b`,
    String.raw`\b(?:mistakes?|error|blunder) (?:made )?by (?:an?|one|our|the) (?:\w+ )?(?:${roles})s?\b`,
    String.raw`\bsomeone (?:${mishaps})\b|\bsomebody (?:${mishaps})\b`,
    String.raw`['’]s (?:fault|mistake|blunder)\b`,
    String.raw`\b(?:is|are|was|were) to blame\b|\bwe blame\b`,
    String.raw`\b(?:careless|incompeten|negligen|sloppy)\w*`,
  ].join('|'),
  'gi',
);

/** “Support Team” is no person, and “Will” is a word. */
const notPeople =
  /\b(?:team|support|ops|operations|bot|admin|owner|status|service|desk|office|system|monitor\w*|alerts?|api|ci|deploy\w*|engineering|on-?call|publisher|viewer|person|lead)\b/i;
const commonWords =
  /^(?:Will|Mark|May|April|June|August|Grace|Hope|Faith|Joy|Bill|Rose|Art|Jack|Drew|Chase|Frank|Grant|Max|Page|Rob|Sue|Pat|Dean|Guy|Miles|Earl|Ray|Gene|Penny|Summer|Autumn|Dawn|Iris|Ivy|Violet|Ruby|Pearl|Amber|Crystal|Angel|Christian|Norman|Jordan|Paris|Sydney|Austin|Chelsea|Georgia|Virginia|Israel|Chad|Kenya|India|China|Sky|Star|Sun|Sunny|Major|Sterling|Victor|Ward|Wade|Rusty|Sandy|Josh|Don|An|In|So|To|Do)$/;

const namesOf = (people: readonly string[]): string[][] =>
  people.filter((name) => !notPeople.test(name)).map((name) => name.trim().split(/\s+/));

const named = (patterns: string[], text: string, flags: string): Span[] =>
  patterns.length === 0
    ? []
    : spansOf(
        new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{N}])`, flags),
        text,
      );

export const person: Rule = {
  id: 'person',
  name: 'Names of team members',
  level: 'stop',
  sentence: 'Names a team member. Use “we” instead.',
  examples: {
    caught: 'Ada Lovelace is restarting the servers.',
    fine: 'We are restarting the servers.',
  },
  find: inTexts((text, { people }) => {
    const full = namesOf(people).filter((parts) => parts.length > 1);
    return named(
      full.map((parts) => parts.map(literally).join('\\s+')),
      text,
      'giu',
    );
  }),
};

export const blame: Rule = {
  id: 'blame',
  english: true,
  name: 'Blame',
  level: 'warn',
  sentence: 'Blames a person. Say what happened and what you’re changing.',
  examples: {
    caught: 'Human error took the service down.',
    fine: 'A change to our network took the service down.',
  },
  find: inTexts((text, { people }) => {
    const full = namesOf(people).map((parts) => parts.map(literally).join('\\s+'));
    const firsts = namesOf(people).flatMap(([first = '']) =>
      /^\p{Lu}[\p{L}-]{2,}$/u.test(first) && !commonWords.test(first) ? [literally(first)] : [],
    );
    const whole = named(full, text, 'giu');
    const firstNames = named(firsts, text, 'gu').filter(
      (span) => !whole.some((of) => of.from <= span.from && span.to <= of.to && of.to > span.to),
    );
    return [...spansOf(blamed, text), ...firstNames];
  }),
};
