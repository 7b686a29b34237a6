import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './port.ts';

const root = resolve(import.meta.dirname, '../..');

export type Server = {
  url: string;
  /** `file:…` in a folder of its own. */
  databaseUrl: string;
  folder: string;
  /** What it has printed so far. */
  output: () => string;
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  stop: () => Promise<void>;
  kill: () => Promise<void>;
};

/** The product as an operator starts it: `node api/runtime/start.ts`, a free port, a database of its own. */
export async function startServer(
  options: {
    folder?: string;
    env?: Record<string, string>;
    /** Where it runs: a database elsewhere has its last-known copy in `data` below this. */
    cwd?: string;
    /** The files and connections it may have open, as `ulimit -n`. */
    files?: number;
  } = {},
): Promise<Server> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'allclear-'));
  const port = Number(options.env?.PORT) || (await freePort());
  const databaseUrl = `file:${join(folder, 'allclear.db')}`;
  const start = [process.execPath, join(root, 'api/runtime/start.ts')] as const;
  const [command, ...args] = options.files
    ? ['sh', '-c', `ulimit -n ${options.files} && exec "$0" "$1"`, ...start]
    : start;
  const child = spawn(command ?? '', args, {
    cwd: options.cwd ?? root,
    // Vitest sets BASE_URL to “/” for its own use; empty counts as absent.
    env: {
      ...process.env,
      BASE_URL: '',
      PORT: `${port}`,
      DATABASE_URL: databaseUrl,
      ...options.env,
    },
  });
  let output = '';
  child.stdout.on('data', (batch) => {
    output += batch;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const url = `http://localhost:${port}`;
  await untilServing(url, child, () => output);
  return {
    url,
    databaseUrl,
    folder,
    output: () => output,
    printed: (pattern) => untilPrinted(pattern, () => output),
    stop: async () => {
      await end(child, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => end(child, 'SIGKILL'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function untilServing(url: string, child: ChildProcess, output: () => string) {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer) return;
    await pause();
  }
  throw new Error(`The server did not start:\n${output()}`);
}

async function untilPrinted(pattern: RegExp, output: () => string): Promise<RegExpExecArray> {
  for (let tries = 0; tries < 200; tries++) {
    const found = pattern.exec(output());
    if (found) return found;
    await pause();
  }
  throw new Error(`The server never printed ${pattern}:\n${output()}`);
}

const pause = () => new Promise((resume) => setTimeout(resume, 50));
