import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['api', 'db', 'site', 'templates'];
const FILES = [
  'package.json',
  'package-lock.json',
  'astro.config.mjs',
  'wrangler.toml',
  'tsconfig.json',
];

type Runtime = 'node' | 'edge';

const entryOf = (runtime: Runtime): URL =>
  new URL(`../../dist/${runtime}/server/entry.mjs`, import.meta.url);

export const ENTRY = entryOf('node');

/** Written at the end of a build. */
const completedBy = (runtime: Runtime): URL =>
  new URL(`../../dist/${runtime}/complete`, import.meta.url);

/** Builds the site when the build is missing or outdated. Throws Astro's errors. */
export function ensureBuilt(runtime: Runtime = 'node'): void {
  if (!buildIsOld(runtime)) return;
  console.log('Building the site (about ten seconds, only after changes) …');
  build(runtime);
}

export function build(runtime: Runtime): void {
  const astro = `${ROOT}node_modules/astro/bin/astro.mjs`;
  const env = { ...process.env, NODE_ENV: 'production', RUNTIME: runtime };
  const built = spawnSync(process.execPath, [astro, 'build'], { cwd: ROOT, env, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The build failed:\n${built.stdout}${built.stderr}`);
  if (runtime === 'edge') dropEmptyAssets();
}

/** Files that configure serving and are not served themselves. */
const ABOUT_ASSETS = new Set(['_headers', '_redirects', '.assetsignore']);

/**
 * Pages are self-contained. Without other files to serve, requests skip Cloudflare's asset lookup,
 * which would halve the throughput of an isolate.
 */
function dropEmptyAssets(): void {
  const files = readdirSync(new URL('../../dist/edge/client', import.meta.url));
  if (files.some((file) => !ABOUT_ASSETS.has(file))) return;
  const config = new URL('../../dist/edge/server/wrangler.json', import.meta.url);
  const { assets: _, ...rest } = JSON.parse(readFileSync(config, 'utf8'));
  writeFileSync(config, JSON.stringify(rest));
}

function buildIsOld(runtime: Runtime): boolean {
  const complete = completedBy(runtime);
  if (!existsSync(complete)) return true;
  const built = statSync(complete).mtimeMs;
  const isNewer = (path: string) => statSync(ROOT + path).mtimeMs > built;
  return FILES.some(isNewer) || FOLDERS.some((folder) => sourcesIn(folder).some(isNewer));
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path}`,
  );
