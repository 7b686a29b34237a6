import { inTexts, literally, type Rule, spansOf } from './rule.ts';

export const ownWords: Rule = {
  id: 'own-words',
  name: 'Words that stay inside',
  level: 'stop',
  sentence: 'This word is on your page’s list of words that stay inside. Say it otherwise.',
  examples: { caught: 'With “Project Osprey” on the list: Project Osprey.', fine: 'Our new app.' },
  find: inTexts((text, { words }) => {
    const listed = words.map((word) => word.trim()).filter(Boolean);
    if (listed.length === 0) return [];
    const any = listed.map((word) => literally(word).replace(/\s+/g, '\\s+')).join('|');
    return spansOf(new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, 'giu'), text);
  }),
};
