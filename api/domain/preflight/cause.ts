import { inTexts, type Rule, spansOf } from './rule.ts';

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
