import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { openDb } from '../../../db/engine/client.ts';
import { migrate } from '../../../db/engine/migrate.ts';
import { type Edge, startEdge } from '../edge/edge.ts';
import { startSqld } from '../edge/sqld.ts';
import { commandFile } from './command.ts';
import { startFaultProxy } from './network-faults.ts';
import { startServer } from './server.ts';

const root = resolve(import.meta.dirname, '../../..');
export const EDGE_SECRET = 'a secret that only these edge tests know';

/** An empty installation on the runtime named by SUBJECT: Node or the edge. */
export type Installation = {
  url: string;
  databaseUrl: string;
  /** Runs one of the commands on its database and returns what it prints. */
  command: (name: string, ...args: string[]) => string;
  stop: () => Promise<void>;
};

export const startInstallation = (env: Record<string, string> = {}): Promise<Installation> =>
  process.env.SUBJECT === 'edge' ? startInstallationAtEdge(env) : startInstallationOnNode(env);

async function startInstallationOnNode(env: Record<string, string>): Promise<Installation> {
  const { url, databaseUrl, stop } = await startServer({ env });
  return { url, databaseUrl, stop, command: commandOn(url, databaseUrl) };
}

export type EdgeInstallation = Installation & {
  edge: Edge;
  /** A proxy between the Worker and its database. */
  between: Awaited<ReturnType<typeof startFaultProxy>>;
};

export async function startInstallationAtEdge(
  env: Record<string, string> = {},
  options: Parameters<typeof startEdge>[1] = {},
): Promise<EdgeInstallation> {
  const sqld = await startSqld();
  const between = await startFaultProxy(sqld.url);
  const db = openDb({ url: sqld.url });
  await migrate(db, sqld.url);
  db.$client.close();
  const variables = { DATABASE_URL: between.url, SECRET_KEY: EDGE_SECRET, ...env };
  const edge = await startEdge(variables, options);
  return {
    url: edge.url,
    databaseUrl: sqld.url,
    edge,
    between,
    command: commandOn(edge.url, sqld.url),
    stop: async () => {
      await edge.stop();
      await between.stop();
      await sqld.stop();
    },
  };
}

/** A function that runs a command as an operator would. */
export const commandOn =
  (url: string, databaseUrl: string) =>
  (name: string, ...args: string[]): string => {
    const ran = spawnSync(process.execPath, [commandFile(name), ...args], {
      cwd: root,
      env: { ...process.env, BASE_URL: url, DATABASE_URL: databaseUrl, SECRET_KEY: EDGE_SECRET },
      encoding: 'utf8',
    });
    if (ran.status !== 0) throw new Error(`${name}: ${ran.stdout}${ran.stderr}`);
    return ran.stdout.trim();
  };
