import { rmSync, writeFileSync } from 'node:fs';
import type { AstroIntegration } from 'astro';

/** The last file of a build: without it, a start knows that the build was interrupted. */
export function completion(): AstroIntegration {
  let file: URL;
  return {
    name: 'allclear-completion',
    hooks: {
      'astro:config:done': ({ config }) => {
        file = new URL('complete', config.outDir);
      },
      'astro:build:start': () => rmSync(file, { force: true }),
      'astro:build:done': () => writeFileSync(file, ''),
    },
  };
}
