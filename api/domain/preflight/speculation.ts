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
