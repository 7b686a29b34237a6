import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from '../runtime/build.ts';

/** `npm run build:edge`: builds the Worker, reports its size, and rejects code that cannot run there. */

/** Cloudflare's free plan takes 3 MB, and each byte is read when a Worker starts. */
const MAX = 1.8 * 1000 * 1000;
const LARGEST = 8;
/** Modules that would fail there, or include parts of Node. */
const ONLY_ON_NODE =
  /^(?:node:)?(?:fs|fs\/promises|net|tls|child_process|worker_threads|cluster|dgram|http2)$|^nodemailer|^libsql$|^@libsql\/(?:linux|darwin|win32)|^better-sqlite3|\.node$/;
const SLOW_HASH = /@noble\/hashes\/(?:esm\/)?scrypt\.js$/;
const IMPORTS =
  /(?:^|[;}])\s*import\s*(?:[\w*{][^"'`;]*?from\s*)?["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']\s*\)/gm;

const folder = fileURLToPath(new URL('../../dist/edge/server', import.meta.url));

build('edge');
const modules: { name: string; bytes: number; imports: string[] }[] = [];
for await (const file of glob('**/*.mjs', { cwd: folder })) {
  const code = readFileSync(join(folder, file), 'utf8');
  const imports = [...code.matchAll(IMPORTS)].map(([, from, lazily]) => from ?? lazily ?? '');
  modules.push({ name: file, bytes: gzipSync(code).byteLength, imports });
}

const total = modules.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`The Worker: ${kilobytes(total)} compressed, of ${kilobytes(MAX)}. Its largest parts:`);
for (const { name, bytes } of modules.sort((a, b) => b.bytes - a.bytes).slice(0, LARGEST))
  console.log(`  ${kilobytes(bytes).padStart(9)}  ${basename(name)}  ${packagesIn(name)}`);

const strangers = modules.flatMap(({ name, imports }) =>
  imports.filter((from) => ONLY_ON_NODE.test(from)).map((from) => `${from}, in ${name}`),
);
if (strangers.length > 0)
  fail(`The Worker imports Node-only modules:\n  ${strangers.join('\n  ')}`);
// In JavaScript a password takes ten times as much CPU time as with the runtime's own scrypt.
for await (const map of glob('**/*.mjs.map', { cwd: folder }))
  if (mapOf(map).sources.some((file) => SLOW_HASH.test(file)))
    fail('The Worker would hash passwords in JavaScript.');
const files: string[] = [];
for await (const file of glob('_astro/**/*.*', { cwd: join(folder, '../client') }))
  files.push(file);
if (files.length > 0)
  fail(
    `These files would be loaded separately and slow every page: ${files.join(', ')}. Import each script in one place.`,
  );
if (total > MAX) fail(`The Worker is ${kilobytes(total - MAX)} too large.`);

type SourceMap = { sources: string[]; sourcesContent?: (string | null)[] };

function mapOf(file: string): SourceMap {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')); // version 3
}

/** The packages that make up most of a module. */
function packagesIn(name: string): string {
  const map = mapOf(`${name}.map`);
  const sizes = new Map<string, number>();
  map.sources.forEach((source, i) => {
    const [, of = 'our own'] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
    sizes.set(of, (sizes.get(of) ?? 0) + (map.sourcesContent?.[i]?.length ?? 0));
  });
  const ranked = [...sizes].sort(([, a], [, b]) => b - a).map(([of]) => of);
  return ranked.slice(0, 4).join(', ');
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
