import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { copyTemplate } from '../world/migrated-database.ts';
import { freePort } from './port.ts';

const root = resolve(import.meta.dirname, '../../..');

export type Server = {
  url: string;
  /** `file:…` in a new folder. */
  databaseUrl: string;
  folder: string;
  /** Output so far. */
  output: () => string;
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  stop: () => Promise<void>;
  kill: () => Promise<void>;
};

/** Starts the product like an operator: `node api/runtime/start.ts` with a free port and a database without a page. */
export async function startServer(
  options: {
    folder?: string;
    /** Whether the server creates its database itself. Otherwise, one in a new folder has its tables. */
    createsDatabase?: boolean;
    env?: Record<string, string>;
    /** The working folder. With a remote database, the last-known copy is in its `data` folder. */
    cwd?: string;
    /** Limit for open files and connections, as in `ulimit -n`. */
    files?: number;
  } = {},
): Promise<Server> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'allclear-'));
  const port = Number(options.env?.PORT) || (await freePort());
  const databaseUrl = `file:${join(folder, 'allclear.db')}`;
  const start = [process.execPath, join(root, 'api/runtime/start.ts')] as const;
  if (!options.folder && !options.createsDatabase) copyTemplate(databaseUrl);
  const [command, ...args] = options.files
    ? ['sh', '-c', `ulimit -n ${options.files} && exec "$0" "$1"`, ...start]
    : start;
  const child = spawn(command ?? '', args, {
    cwd: options.cwd ?? root,
    // Vitest sets BASE_URL to “/”; an empty value counts as absent.
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
