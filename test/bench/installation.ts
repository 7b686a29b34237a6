import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../support/server/port.ts';
import { residentBytes } from './process.ts';

const root = resolve(import.meta.dirname, '../..');

export type Scale = { components: number; incidents: number; days: number };
export type Data = { databaseUrl: string; token: string; remove: () => void };
export type Installation = {
  url: string;
  /** From the start of the process to its first 200, ms. */
  startedIn: number;
  pid: number | undefined;
  rss: () => number;
  ask: (method: string, path: string, body?: object) => Promise<unknown>;
  pageId: string;
  stop: () => Promise<void>;
};

/** A database as `npm run seed` makes it, and a token that may publish. */
export function seeded(scale: Scale): Data {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-bench-'));
  const databaseUrl = `file:${join(folder, 'allclear.db')}`;
  const run = (command: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(root, 'api/cli', command), ...args], {
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    }).trim();
  const numbers = Object.entries(scale).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  run('seed.ts', ...numbers, '--subscribers', '0');
  const token = run('token.ts', '--role', 'publisher', '--name', 'bench');
  return { databaseUrl, token, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The product on this data, started as an operator starts it. */
export async function serving(data: Data, env: NodeJS.ProcessEnv = {}): Promise<Installation> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, ['api/runtime/start.ts'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      PORT: `${port}`,
      HOST: '127.0.0.1',
      DATABASE_URL: data.databaseUrl,
      LOG_LEVEL: 'warn',
      API_RATE_LIMIT: '1000000',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error('the server did not start');
    await new Promise((resume) => setTimeout(resume, 5));
  }
  const startedIn = performance.now() - began;
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/v1${path}`, {
      method,
      headers: { authorization: `OAuth ${data.token}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const [page] = (await ask('GET', '/pages')) as { id: string }[]; // the manage API's own shape
  return {
    url,
    startedIn,
    ask,
    pageId: page?.id ?? '',
    pid: child.pid,
    rss: () => residentBytes(child.pid),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on('error', () => resolve(false));
  });
