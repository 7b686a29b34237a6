const BECAUSE = 'because …';

/** Past tense to participle, where they differ. */
const irregular: Record<string, string> = {
  broke: 'broken',
  wrote: 'written',
  overwrote: 'overwritten',
  ran: 'run',
  took: 'taken',
  forgot: 'forgotten',
  blew: 'blown',
  hid: 'hidden',
  did: 'done',
};

/** Omissions: the sentence then says that nothing asked for the step. */
const omission =
  /^(?:did\s+not|didn['’]?t|had\s+not|hadn['’]?t|never|does\s+not|doesn['’]?t)\s+(.*)$/is;
const omitted = /^(?:forgot|forgotten|neglected|failed)\s+to\s+(.*)$/is;
const skipped = /^(?:skipped|missed|overlooked|ignored|bypassed)\s+(.*)$/is;
const advised = /^(?:should|could)(?:['’]ve|\s+have)\s+(.*)$/is;
const particle = /^(down|up|out|off|over)\s+(.*)$/is;

/** “deployed buggy code” → “The system allowed buggy code to be deployed because …”. */
export function rewriteOf(deed: string): string {
  const words = deed.trim().replace(/\s+/g, ' ');
  const step = (omission.exec(words) ?? omitted.exec(words))?.[1];
  if (step)
    return `The system allowed this because nothing required anyone to ${infinitive(step)}.`;
  const passed = skipped.exec(words)?.[1];
  if (passed) return `The system allowed ${passed} to be passed over ${BECAUSE}`;
  if (advised.test(words)) return `The system allowed this to go unnoticed ${BECAUSE}`;
  const [, adverb = '', verb = '', rest = ''] =
    /^(?:(\p{L}+ly)\s+)?(\p{L}+)\s+(.*)$/su.exec(words) ?? [];
  const isDeed = /ed$/.test(verb) || verb in irregular;
  if (!isDeed || rest === '') return `The system allowed this ${BECAUSE}`;
  const [, of = '', object = rest] = particle.exec(rest) ?? [];
  const { thing, tail } = split(object);
  const done = [adverb, irregular[verb.toLowerCase()] ?? verb, of].filter(Boolean).join(' ');
  return `The system allowed ${thing} to be ${done}${tail && ` ${tail}`} ${BECAUSE}`;
}

/** What follows “did not” is the bare form; “never checked” has the past tense. */
const infinitive = (step: string): string =>
  step.replace(/^(\p{L}{2,})(ied|ed)\b/u, (whole, stem: string, end: string) => {
    if (end === 'ied') return `${stem}y`;
    return /(?:e|ss|st|ck|ch|sh|w|ld|nd|rt|nt|ll|er|ew|or|al|ad|ai\w|oi\w|ea\w)$/.test(stem)
      ? stem
      : whole;
  });

/** The object of the sentence, and where, when or how. */
function split(object: string): { thing: string; tail: string } {
  const [, thing = '', tail = ''] =
    /^(?:(.+?)\s+)?((?:without|to|on|in|into|from|before|after|during|by|at|with|instead)\b.*)$/is.exec(
      object,
    ) ?? [];
  return tail ? { thing: thing || 'work', tail } : { thing: object, tail };
}
