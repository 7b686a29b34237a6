import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, passthroughImageService } from 'astro/config';

const edge = process.env.RUNTIME === 'edge';

/** Only a build for the edge needs the development dependencies. */
const worker = async () =>
  (await import('@astrojs/cloudflare')).default({ imageService: 'passthrough' });

/** Hono is the outer server on Node: this adapter only names its entry. */
function node() {
  return {
    name: 'allclear-node',
    hooks: {
      'astro:config:done': ({ setAdapter }) =>
        setAdapter({
          name: 'allclear-node',
          entrypointResolution: 'auto',
          serverEntrypoint: new URL('./api/runtime/node.ts', import.meta.url),
          supportedAstroFeatures: { serverOutput: 'stable', hybridOutput: 'stable' },
        }),
    },
  };
}

/** On Node the sender has a thread of its own, and a thread begins with a file of its own. */
const senderThread = {
  name: 'allclear-sender-thread',
  apply: 'build',
  applyToEnvironment: ({ name }) => name === 'ssr',
  buildStart() {
    const id = fileURLToPath(new URL('./api/notify/thread/main.node.ts', import.meta.url));
    this.emitFile({ type: 'chunk', id, fileName: 'sender.mjs' });
  },
};

/**
 * badge-maker brings the width of every character there is, four times: 280 KB of a Worker. These
 * are kept: Latin, Greek, Cyrillic, Hebrew, Arabic, punctuation and currencies. What is not known
 * counts as wide as an “m”, which fits the characters of Chinese, Japanese and Korean.
 */
const fewerWidths = {
  name: 'allclear-fewer-widths',
  enforce: 'pre',
  transform: (code, id) => {
    if (!/\/anafanafo\/data\/[^/]+\.json$/.test(id)) return;
    const isNeeded = ([first]) => first < 0x700 || (first >= 0x2000 && first < 0x2200);
    return JSON.stringify(JSON.parse(code).filter(isNeeded));
  },
};

/**
 * Vite wraps an import in a loader of style sheets, and Astro makes a file of its script. A file that
 * we serve ourselves needs neither.
 */
const plainImport = {
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

/** Zod brings its messages in fifty languages. Ours are English, and written with each rule. */
const englishOnly = {
  name: 'allclear-english-only',
  enforce: 'pre',
  transform: (_, id) =>
    /\/zod\/v4\/locales\/index\.js$/.test(id)
      ? "export { default as en } from './en.js';"
      : undefined,
};

/** Under badge-maker a library could read its table of widths from a file; it is given the table. */
const withoutFiles = {
  name: 'allclear-without-files',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/char-width-table-consumer/src/consumer.js')
      ? code.replace("require('fs')", '{ readFile() {}, readFileSync() {} }')
      : undefined,
};

/** rrule-temporal brings a copy of the Temporal polyfill, 22 KB of a Worker. It uses ours instead. */
const onePolyfill = {
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
const withoutSocialSignIn = {
  name: 'allclear-without-social-sign-in',
  enforce: 'pre',
  transform: (_, id) =>
    id.endsWith('/@better-auth/core/dist/social-providers/index.mjs')
      ? "import { z } from 'zod';\nexport const socialProviders = {};\nexport const SocialProviderListEnum = z.string();"
      : undefined,
};

/** `feed` only writes XML, but its library brings a parser too. */
const withoutParser = {
  name: 'allclear-without-parser',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/xml-js/lib/xml2js.js') ? code.replace("require('sax')", '{}') : undefined,
};

/** Astro turns minification off for servers. Names are kept for the stacks in the log: a thirtieth of the Worker. */
const minify = {
  compress: { keepNames: { function: true, class: true } },
  mangle: { keepNames: true },
};

/** On Node the stacks keep their lines too. */
const minifyLines = { ...minify, codegen: { removeWhitespace: false } };

/**
 * Astro lists the inlined style sheet of each page in full: seventy copies of a few. Each is kept
 * once: half of the server's code, and a twentieth of a Worker.
 */
function sharedStyles() {
  let entry;
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

function withSharedStyles(code) {
  const texts = [];
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

/**
 * V8 keeps a source in two bytes a character if a single one is not Latin, such as the ’ of a
 * sentence, so such characters are escaped. Files that consist mostly of them stay as they are.
 * In String.raw, which serves for patterns only, an escape means the same.
 */
function oneByteSource() {
  let server;
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

/** The last file of a build: without it, a start knows that the build was interrupted. */
function completion() {
  let file;
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

const withEscapes = (code) =>
  code.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  outDir: edge ? './dist/edge' : './dist/node',
  output: 'server',
  integrations: [sharedStyles(), ...(edge ? [] : [oneByteSource()]), completion()],
  adapter: edge ? await worker() : node(),
  session: false,
  image: { service: passthroughImageService() },
  devToolbar: { enabled: false },
  telemetry: false,
  build: { inlineStylesheets: 'always' },
  security: {
    checkOrigin: false,
    // Astro adds the hashes of each page's own scripts and styles: nothing inline runs without one.
    csp: {
      directives: [
        "default-src 'none'",
        "img-src 'self' https: data:",
        "connect-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ],
    },
  },
  vite: {
    ...(edge
      ? {
          plugins: [
            ...[fewerWidths, withoutFiles, withoutParser, englishOnly],
            ...[onePolyfill, withoutSocialSignIn, plainImport],
          ],
          resolve: {
            alias: [{ find: /^liquidjs$/, replacement: 'liquidjs/dist/liquid.browser.mjs' }],
          },
          environments: { ssr: { build: { rolldownOptions: { output: { minify } } } } },
        }
      : {}),
    // One file is read in half the time, and half the memory, of the packages it is made from.
    ...(edge
      ? {}
      : {
          plugins: [fewerWidths, senderThread, onePolyfill, withoutSocialSignIn, plainImport],
          ssr: { noExternal: true, external: ['@libsql/client', 'nodemailer'] },
          environments: {
            ssr: { build: { rolldownOptions: { output: { minify: minifyLines } } } },
          },
        }),
    build: { assetsInlineLimit: 8192 },
    // An ETag of an older build must never match: the same snapshot may be drawn anew.
    define: { 'import.meta.env.BUILD_ID': JSON.stringify(Date.now().toString(36)) },
  },
});
