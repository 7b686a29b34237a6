import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const modules = resolve(import.meta.dirname, '../../node_modules');
const has = (...names: string[]) => names.every((name) => existsSync(join(modules, name)));

export const hasValidators: boolean = has(
  '@seriousme/openapi-schema-validator',
  '@readme/openapi-parser',
);
export const hasClientGenerator: boolean = has('openapi-typescript', 'openapi-fetch');

type Verdict = { valid: boolean; errors?: unknown };

/** What two validators that share no code of their own say about a document. */
export async function verdicts(document: object): Promise<Record<string, Verdict>> {
  // Named by variables: the type check must not need the packages.
  const [one, other] = ['@seriousme/openapi-schema-validator', '@readme/openapi-parser'];
  const { Validator } = await import(one);
  const { validate } = await import(other);
  const first: Verdict = await new Validator().validate(structuredClone(document));
  const second: Verdict = await validate(structuredClone(document));
  return { [one]: first, [other]: second };
}

const run = promisify(execFile);

/** Generates a client of the document, compiles a program that uses it, runs it, and returns its output. */
export async function runGeneratedClient(
  document: object,
  env: Record<string, string>,
): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-client-'));
  const node = (...args: string[]) =>
    run(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH, ...env } });
  try {
    symlinkSync(modules, join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'document.json'), JSON.stringify(document));
    cpSync('test/fixtures/generated-client.ts.txt', join(folder, 'story.ts'));
    const generator = join(modules, 'openapi-typescript/bin/cli.js');
    await node(generator, 'document.json', '-o', 'schema.ts');
    const options = ['--strict', '--noEmit', '--skipLibCheck', '--types', 'node'];
    const files = ['--module', 'nodenext', '--target', 'es2024', '--allowImportingTsExtensions'];
    await node(join(modules, 'typescript/bin/tsc'), ...options, ...files, 'story.ts');
    return JSON.parse((await node('story.ts')).stdout);
  } catch (error) {
    const { stdout = '', message } = error as Error & { stdout?: string }; // a compiler writes there
    throw new Error(`${message}\n${stdout.slice(0, 4000)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
