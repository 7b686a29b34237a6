import { inTexts, type Rule, spansOf } from './rule.ts';

/** What customers may experience is a fact (“mails may arrive late”); a guessed cause is not. */
const guessed = new RegExp(
  [
    String.raw`\b(?:probably|possibly|perhaps|presumably|apparently|supposedly|hopefully|maybe)\b`,
    String.raw`\b(?:we|i|our (?:team|engineers)) (?:\w+ )?(?:think|guess|assume|suspect|believe|hope|reckon|imagine|speculate)\b`,
    String.raw`\b(?:it|this|that|there|problem|issue|cause) (?:\w+ )?(?:seems?|appears?|looks?) (?:to (?:be|have|come)|like|as if|that)\b`,
    String.raw`\b(?:is|was|are|were|most|very|quite|more than) likely\b|\blikely (?:due|caused|related|because|to be fixed)\b`,
    String.raw`\b(?:may|might|could) (?:be|have been) (?:caused|related|due|linked|connected|because|the cause|fixed|resolved|restored)\b`,
    String.raw`\bmight be\b(?! (?:unable|delayed|slow|affected|asked|missing|unavailable|shown|signed))`,
    String.raw`\bshould (?:all )?(?:be )?(?:(?:fully )?(?:done|fixed|resolved|restored|solved|over|finished|back|up(?: again)?|working|recovered|normal|recover|return))\b[^.!?\n]{0,40}?\b(?:soon|shortly|any (?:minute|time|moment)|momentarily|by (?:now|then|tonight|tomorrow)|(?:with)?in (?:a|the next)\b)`,
    String.raw`\bshould be (?:done|fixed|resolved|over|back to normal) (?:now|again|soon|shortly)\b`,
    String.raw`\bwith (?:any|some|a bit of) luck\b|\bfingers crossed\b`,
    String.raw`\b(?:potential|possible|suspected|probable) (?:root )?cause\b`,
  ].join('|'),
  'gi',
);

export const speculation: Rule = {
  id: 'speculation',
  english: true,
  name: 'Speculation',
  level: 'warn',
  sentence: 'Speculation. State facts, or say when you’ll know more.',
  examples: {
    caught: 'We should be done soon.',
    fine: 'We’ll post an update by 14:50 UTC.',
  },
  find: inTexts((text) => spansOf(guessed, text)),
};

const stated = new RegExp(
  [
    String.raw`\b(?:caused|triggered|introduced|brought on|provoked) by\b(?! (?:this|the) (?:incident|outage|issue|problem|trouble|disruption))`,
    String.raw`\bdue to (?!begin|start|be |end\b|finish|run\b|(?:this|the|these|an?|our) (?:(?:current|ongoing|earlier) )?(?:incidents?|outages?|issues?|problems?|trouble|disruption|investigation)\b)`,
    String.raw`\b(?:because of|owing to|as a (?:direct )?result of|resulting from) (?!this\b|these\b|the (?:incident|outage|issue|problem|trouble)\b)`,
    String.raw`(?<!\b(?:what|know|sure|whether|where) (?:the )?(?:root )?)\b(?:root )?cause (?:of (?:this|the|these) [\w ]{1,40}? )?(?:is|was|has been (?:traced|found|identified|narrowed)|turned out|lies)\b(?! (?:not|still|un\w+|being|yet|under|to be|un(?:der)?)\b)`,
    String.raw`\b(?:stems?|stemmed|originat(?:es|ed|ing)) (?:from|in|with)\b`,
    String.raw`\bthe culprit\b`,
    String.raw`\btraced (?:it |this |the \w+ )?(?:back )?to\b`,
    String.raw`\b(?:problem|issue|fault|trouble|failure) (?:is|was|lies) (?:with|in) (?:our|the|a|an|one)\b`,
  ].join('|'),
  'gi',
);

export const cause: Rule = {
  id: 'early-cause',
  english: true,
  name: 'Cause while investigating',
  level: 'warn',
  sentence:
    'This names a cause while you’re still investigating. Describe what customers see, or change the state to “Identified”.',
  examples: {
    caught: 'Investigating: “Payments fail due to a bad deployment.”',
    fine: 'Investigating: “Payments fail. We’re investigating the cause.”',
  },
  find: (input) =>
    input.state === 'investigating' ? inTexts((text) => spansOf(stated, text))(input) : [],
};
