import { fileURLToPath } from 'node:url';
import { defineConfig, passthroughImageService } from 'astro/config';
import { completion } from './site/bundle/completion.ts';
import * as leftOut from './site/bundle/left-out.ts';
import { oneByteSource } from './site/bundle/one-byte-source.ts';
import { plainImport } from './site/bundle/plain-import.ts';
import { servedScript } from './site/bundle/served-script.ts';
import { sharedStyles } from './site/bundle/shared-styles.ts';

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

/** Astro turns minification off for servers. Names are kept for the stacks in the log: a thirtieth of the Worker. */
const minify = {
  compress: { keepNames: { function: true, class: true } },
  mangle: { keepNames: true },
};

/** On Node the stacks keep their lines too. */
const minifyLines = { ...minify, codegen: { removeWhitespace: false } };

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
    plugins: [
      servedScript,
      plainImport,
      leftOut.everywhere,
      edge ? leftOut.ofWorker : senderThread,
    ],
    ...(edge
      ? {
          resolve: {
            alias: [{ find: /^liquidjs$/, replacement: 'liquidjs/dist/liquid.browser.mjs' }],
          },
        }
      : // One file is read in half the time, and half the memory, of the packages it is made from.
        { ssr: { noExternal: true, external: ['@libsql/client', 'nodemailer'] } }),
    environments: {
      ssr: { build: { rolldownOptions: { output: { minify: edge ? minify : minifyLines } } } },
    },
    build: { assetsInlineLimit: 8192 },
    // An ETag of an older build must never match: the same snapshot may be drawn anew.
    define: { 'import.meta.env.BUILD_ID': JSON.stringify(Date.now().toString(36)) },
  },
});
