import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/**
 * V8 keeps a source in two bytes a character if a single one is not Latin, such as the ’ of a
 * sentence, so such characters are escaped. Files that consist mostly of them stay as they are.
 * In String.raw, which serves for patterns only, an escape means the same.
 */
export function oneByteSource(): AstroIntegration {
  let server: string;
  return {
    name: 'allclear-one-byte-source',
    hooks: {
      'astro:config:done': ({ config }) => {
        server = fileURLToPath(config.build.server);
      },
      'astro:build:done': () => {
        for (const file of globSync(`${server}**/*.mjs`)) {
          const code = readFileSync(file, 'utf8');
          const escaped = withEscapes(code);
          if (escaped.length < 2 * code.length) writeFileSync(file, escaped);
        }
      },
    },
  };
}

const withEscapes = (code: string) =>
  code.replace(
    /[\u0080-\uffff]/g,
    (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
