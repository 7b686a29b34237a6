import { readFileSync, writeFileSync } from 'node:fs';
import type { AstroIntegration } from 'astro';

/**
 * Astro lists the inlined style sheet of each page in full: seventy copies of a few. Each is kept
 * once: half of the server's code, and a twentieth of a Worker.
 */
export function sharedStyles(): AstroIntegration {
  let entry: URL;
  return {
    name: 'allclear-shared-styles',
    hooks: {
      'astro:config:done': ({ config }) => {
        entry = new URL('entry.mjs', config.build.server);
      },
      'astro:build:done': () => writeFileSync(entry, withSharedStyles(readFileSync(entry, 'utf8'))),
    },
  };
}

function withSharedStyles(code: string) {
  const texts: string[] = [];
  const shared = code.replaceAll(
    /("type":"inline","content":)("(?:[^"\\]|\\.)*")/g,
    (_, before, text) => {
      if (!texts.includes(text)) texts.push(text);
      return `${before}inlinedStyle(${texts.indexOf(text)})`;
    },
  );
  // A function is known before its place in the file, so that no line moves.
  return `${shared}\nfunction inlinedStyle(n) { return (inlinedStyle.texts ??= [${texts.join()}])[n]; }\n`;
}
