import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { BASE_URL, SECRET } from '../../support/mail/mail.ts';

const program = fileURLToPath(new URL('sender-process.ts', import.meta.url));
const processes: ChildProcess[] = [];

type Sender = ChildProcessByStdio<Writable, Readable, null>;

/** A process that can send and waits to be begun. */
export function loadSender(
  world: { url: string },
  provider: { url: string },
  env: Record<string, string | undefined> = {},
): Sender {
  const loaded = spawn(process.execPath, [program, world.url, provider.url, BASE_URL, SECRET], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  processes.push(loaded);
  return loaded;
}

export async function beginSender(loaded: Sender): Promise<Sender> {
  loaded.stdin.write('start\n');
  await once(loaded.stdout, 'data');
  return loaded;
}

export const startSender = (...given: Parameters<typeof loadSender>): Promise<Sender> =>
  beginSender(loadSender(...given));

export function killSenders(): void {
  for (const left of processes.splice(0)) left.kill('SIGKILL');
}
