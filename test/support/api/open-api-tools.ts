import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { validate } from '@readme/openapi-parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { operatorEnv } from '../server/command.ts';

const modules = resolve(import.meta.dirname, '../../../node_modules');
type Verdict = { valid: boolean; errors?: unknown };

/** What two validators that share no code of their own say about a document. */
export async function verdicts(
  document: Record<string, unknown>,
): Promise<Record<string, Verdict>> {
  return {
    seriousme: await new Validator().validate(structuredClone(document)),
    readme: await validate(structuredClone(document) as Parameters<typeof validate>[0]),
  };
}

const run = promisify(execFile);

/** Generates a client of the document, compiles a program that uses it, runs it, and returns its output. */
export async function runGeneratedClient(
  document: object,
  env: Record<string, string>,
): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-client-'));
  const node = (...args: string[]) =>
    run(process.execPath, args, { cwd: folder, env: operatorEnv(env) });
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
