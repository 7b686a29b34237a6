import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BASE_URL, SECRET } from '../../support/mail/mail.ts';
import { FULL } from '../../support/size.ts';

const program = fileURLToPath(new URL('clock-process.ts', import.meta.url));

/** What a process works on: the name of its work in `clock-process.ts`, and the time (UTC ms) at which its clock stands. */
type Work = { url: string; work: string; at?: number };

function start({ url, work, at }: Work, output: 'pipe' | 'ignore', kill: string[]): ChildProcess {
  const given = [program, url, BASE_URL, SECRET, work, at === undefined ? '' : String(at), ...kill];
  return spawn(process.execPath, given, { stdio: ['ignore', output, 'inherit'] });
}

/** Two processes work at the same time for `ms`, and are killed. Returns how many. */
export async function killPair(work: Work, ms: number): Promise<number> {
  const pair = [1, 2].map(() => start(work, 'pipe', []));
  await Promise.all(pair.map(({ stdout }) => stdout && once(stdout, 'data')));
  await new Promise((later) => setTimeout(later, ms));
  for (const child of pair) child.kill('SIGKILL');
  await Promise.all(pair.map((child) => once(child, 'exit')));
  return pair.length;
}

/**
 * One process after the other, each of which is killed at its first write: every state between two
 * writes is seen. Ends when one has nothing to write, and returns how many were killed.
 */
export async function killAtEachWrite(work: Work): Promise<number> {
  for (let n = 1; n <= 1000; n++) {
    const kill = FULL && n % 2 === 0 ? 'before' : 'after';
    const [code, signal] = await once(start(work, 'ignore', [kill]), 'exit');
    if (signal === 'SIGKILL') continue;
    if (code !== 0) throw new Error(`A process ended with code ${code}.`);
    return n - 1;
  }
  throw new Error('Killed 1,000 processes, and there is still something to write.');
}
