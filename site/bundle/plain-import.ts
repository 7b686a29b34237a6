import type { Plugin } from 'vite';

/**
 * Vite wraps an import in a loader of style sheets, and Astro makes a file of its script. A file that
 * we serve ourselves needs neither.
 */
export const plainImport: Plugin = {
  name: 'allclear-plain-import',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/scripts/reader/ask.ts') ? code.replace('import(', 'importPlainly(') : undefined,
  renderChunk: (code) =>
    code.includes('importPlainly(')
      ? { code: code.replace('importPlainly(', 'import('), map: null }
      : undefined,
};
