import type { Plugin } from 'vite';

/**
 * badge-maker brings the width of every character there is, four times: 280 KB of a Worker. These
 * are kept: Latin, Greek, Cyrillic, Hebrew, Arabic, punctuation and currencies. What is not known
 * counts as wide as an “m”, which fits the characters of Chinese, Japanese and Korean.
 */
const fewerWidths: Plugin = {
  name: 'allclear-fewer-widths',
  enforce: 'pre',
  transform: (code, id) => {
    if (!/\/anafanafo\/data\/[^/]+\.json$/.test(id)) return;
    const isNeeded = ([first]: [number]) => first < 0x700 || (first >= 0x2000 && first < 0x2200);
    return JSON.stringify(JSON.parse(code).filter(isNeeded));
  },
};

/** Zod brings its messages in fifty languages. Ours are English, and written with each rule. */
const englishOnly: Plugin = {
  name: 'allclear-english-only',
  enforce: 'pre',
  transform: (_, id) =>
    /\/zod\/v4\/locales\/index\.js$/.test(id)
      ? "export { default as en } from './en.js';"
      : undefined,
};

/** Under badge-maker a library could read its table of widths from a file; it is given the table. */
const withoutFiles: Plugin = {
  name: 'allclear-without-files',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/char-width-table-consumer/src/consumer.js')
      ? code.replace("require('fs')", '{ readFile() {}, readFileSync() {} }')
      : undefined,
};

/** rrule-temporal brings a copy of the Temporal polyfill, 22 KB of a Worker. It uses ours instead. */
const onePolyfill: Plugin = {
  name: 'allclear-one-polyfill',
  enforce: 'pre',
  transform: (code, id) => {
    if (!/\/rrule-temporal\/dist\/src-[\w-]+\.js$/.test(id)) return;
    const own = /,\w+=globalThis\.Temporal\?\?(\w+),/.exec(code);
    if (!own)
      throw new Error('rrule-temporal has changed: adapt the plugin allclear-one-polyfill.');
    const rest = code.slice(own.index + 1);
    return `import { Temporal as ${own[1]} } from 'temporal-polyfill';\nconst ${rest}`;
  },
};

/** better-auth brings sign-in with 36 social networks, 12 KB of a Worker. None is configured here. */
const withoutSocialSignIn: Plugin = {
  name: 'allclear-without-social-sign-in',
  enforce: 'pre',
  transform: (_, id) =>
    id.endsWith('/@better-auth/core/dist/social-providers/index.mjs')
      ? "import { z } from 'zod';\nexport const socialProviders = {};\nexport const SocialProviderListEnum = z.string();"
      : undefined,
};

/**
 * It brings JSON Web Tokens for those networks and for sessions in cookies, 14 KB of a Worker. Our
 * sessions are rows, so whatever asked for a token would be a fault.
 */
const withoutWebTokens: Plugin = {
  name: 'allclear-without-web-tokens',
  enforce: 'pre',
  transform: (code, id) => {
    if (!id.endsWith('/jose/dist/webapi/index.js')) return;
    const [, names = ''] = /export \{([^}]+)\}/.exec(code) ?? [];
    const refuse =
      "function refuse() { throw new Error('Tokens of jose are left out of this build.'); }";
    const exported = names.split(',').map((name) => `refuse as ${name.trim()}`);
    return `${refuse}\nexport { ${exported.join(', ')} };`;
  },
};

/** `feed` only writes XML, but its library brings a parser too. */
const withoutParser: Plugin = {
  name: 'allclear-without-parser',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/xml-js/lib/xml2js.js') ? code.replace("require('sax')", '{}') : undefined,
};

/** Needed by neither runtime. */
export const everywhere: Plugin[] = [
  fewerWidths,
  onePolyfill,
  withoutSocialSignIn,
  withoutWebTokens,
];

/** A Worker's size is limited. */
export const ofWorker: Plugin[] = [withoutFiles, withoutParser, englishOnly];
