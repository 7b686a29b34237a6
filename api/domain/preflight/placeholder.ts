import { placeholderSpans } from '../template/placeholders.ts';
import { inTexts, type Rule } from './rule.ts';

export const placeholder: Rule = {
  id: 'placeholder',
  name: 'Placeholder',
  level: 'stop',
  sentence: 'Replace or remove this placeholder.',
  examples: { caught: 'Cards of [network] are declined.', fine: 'Cards of one network fail.' },
  find: inTexts(placeholderSpans),
};
