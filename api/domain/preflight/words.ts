import { inTexts, literally, type Rule, spansOf } from './rule.ts';

export const blockedWords: Rule = {
  id: 'own-words',
  name: 'Blocked words',
  level: 'stop',
  sentence: 'This is on your list of blocked words. Use another word.',
  examples: { caught: 'Project Osprey, if “Project Osprey” is blocked.', fine: 'Our new app.' },
  find: inTexts((text, { words }) => {
    const listed = words.map((word) => word.trim()).filter(Boolean);
    if (listed.length === 0) return [];
    const any = listed.map((word) => literally(word).replace(/\s+/g, '\\s+')).join('|');
    return spansOf(new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, 'giu'), text);
  }),
};
