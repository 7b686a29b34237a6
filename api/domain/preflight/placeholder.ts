import { placeholderSpans } from '../template/placeholders.ts';
import { inTexts, type Rule } from './rule.ts';

export const placeholder: Rule = {
  id: 'placeholder',
  name: 'Left to be filled in',
  level: 'stop',
  sentence: 'This was left to be filled in. Replace it, or take it out.',
  examples: { caught: 'Cards of [network] are declined.', fine: 'Cards of one network fail.' },
  find: inTexts(placeholderSpans),
};
