/** What is wrong with the wording of an action item. Nothing is refused for it. */
export type ItemFinding = { rule: 'not_actionable' | 'not_specific'; sentence: string };

const sentences = {
  not_actionable: 'Not an action: nobody can finish this. Say what is built, changed or written.',
  not_specific:
    'Not specific. Say what exactly, such as “Add an alert for an error rate above 5%”.',
};

const start = String.raw`^(?:(?:we|everyone|everybody|the team|people|engineers|developers|all)\s+)?(?:(?:should|must|need(?:s)? to|have to|has to|ought to|to|please|always|just|try to|let['’]?s)\s+)*`;

/** Attitudes and intentions in place of work. */
const attitudes = new RegExp(
  `${start}(?:${[
    String.raw`(?:be|stay|remain|become)\s+(?:\w+ly\s+)?(?:more\s+|extra\s+|very\s+|a bit more\s+)?(?:careful|cautious|vigilant|attentive|mindful|aware|alert|diligent|thorough|proactive|responsive|focused|disciplined|conscious|transparent|quick|faster|better)`,
    String.raw`(?:pay|give|bring)\s+(?:(?:more|closer|better|extra|greater)\s+)?(?:attention|focus|care)`,
    String.raw`(?:take|exercise|use)\s+(?:more\s+|extra\s+|better\s+|greater\s+)?(?:care|caution|judg(?:e)?ment)`,
    String.raw`(?:remember|try|strive|aim|learn|keep in mind|bear in mind|think twice|think harder|avoid (?:such |similar |these |this |any |future )?(?:mistakes?|errors?|incidents?|outages?|problems?)|do better|work harder|try harder|double[- ]check everything|not (?:do|make|repeat|let) (?:this|that|it|the same|such|these))\b`,
    String.raw`(?:don['’]?t|do not|never)\s+(?:do|make|repeat|forget|deploy|push|break|let|miss|rush|be)\b(?!.*\b(?:unless|until|by|with|via)\b)`,
    String.raw`(?:communicate|coordinate|collaborate|talk|plan|test|check|document|respond|react|monitor|review)\s+(?:\w+\s+)?(?:better|more|faster|harder|more often|more carefully|more thoroughly|more quickly|properly|thoroughly|carefully)\s*$`,
    String.raw`(?:make sure|ensure)\s+(?:that\s+)?(?:this|it|that|such (?:an? )?\w+|these \w+)\s+(?:does(?:n['’]?t| not)|do(?:n['’]?t| not)|won['’]?t|will not|never|can(?:no|['’])t)\b.*(?:again|happen|recur)`,
    String.raw`prevent (?:this|it|that|such \w+|similar \w+|these \w+)(?: from)?(?: happening| recurring)?(?: again| in (?:the )?future)?\s*$`,
  ].join('|')})`,
  'i',
);

const vague = `improve|enhance|strengthen|better|increase|optimi[sz]e|review|look into|look at|investigate|work on|address|fix|revisit|rethink|consider|explore|think about|reconsider|upgrade|harden|tighten|clean up|refactor|update|raise|expand|extend|invest in|focus on|discuss|analy[sz]e|handle|more|add more|add better|have better|get better|do more|write more|create more|need more|less|reduce`;
const broad = `monitoring|alerting|alerts?|observability|logging|logs?|testing|tests?|test coverage|coverage|documentation|docs?|runbooks?|communications?|processe?s?|procedures?|performance|reliability|stability|resilien(?:ce|cy)|scalability|availability|quality|code quality|security|training|awareness|knowledge|culture|visibility|tooling|tools?|infrastructure|infra|systems?|the system|pipelines?|deployments?|deploys?|deploy process|deployment process|release process|code|code reviews?|reviews?|error handling|errors?|issues?|problems?|bugs?|things?|everything|it|this|that|database|databases?|servers?|service|services|response|incident response|response times?|on-?call|onboarding|planning|capacity|incidents?|outages?|dashboards?|metrics|checks?|automation|redundancy|root cause|the cause`;
const filler = String.raw`in general|overall|in the future|going forward|across the board|everywhere|further|more|again|for the team|as needed|where needed|where possible|if possible|a\.?s\.?a\.?p\.?|soon|properly|etc|and so on|around this|of the system|for this|for everything`;
const one = String.raw`(?:our|the|all|all our|all the|better|more|general|overall|existing|current|internal|proper|good|some|any|system|application|app|service|production|team|automated|end-to-end)?\s*(?:${broad})`;

/** A verb that says only that something gets better, and a word that could mean anything. */
const unspecific = [
  new RegExp(
    String.raw`${start}(?:${vague})\s+(?:(?:our|the|all|on)\s+)*${one}(?:(?:\s*,\s*|\s+and\s+|\s*[&/]\s*)${one})*(?:\s+(?:${filler}))*\s*[.!]*$`,
    'i',
  ),
  new RegExp(
    String.raw`^(?:${one}|(?:better|more|improved) ${one}|${one} improvements?)\s*[.!]*$`,
    'i',
  ),
  /^\S+$/,
];

/** At most one finding: what is no action need not be specific. */
export function lintItem(title: string): ItemFinding | null {
  const text = title
    .trim()
    .replace(/^["“”'‘]+|["“”'’.]+$/g, '')
    .trim();
  const rule = attitudes.test(text)
    ? 'not_actionable'
    : unspecific.some((pattern) => pattern.test(text))
      ? 'not_specific'
      : null;
  return rule && { rule, sentence: sentences[rule] };
}
