import { spawn, spawnSync } from 'node:child_process';
import { cpuTime } from './process.ts';

export type Load = {
  perSecond: number;
  p50: number;
  p99: number;
  errors: number;
  /** What the server's process worked, ms; it does not depend on what else the machine does. */
  cpuPerRequest: number;
};

export const has = (command: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

/** One round of wrk: one thread, so that the server has a core of its own. Times in ms. */
export async function wrk(
  url: string,
  options: { seconds?: number; headers?: Record<string, string>; pid?: number | undefined } = {},
): Promise<Load> {
  const headers = Object.entries(options.headers ?? {}).flatMap(([k, v]) => ['-H', `${k}: ${v}`]);
  const before = cpuTime(options.pid);
  const args = ['-t1', '-c32', `-d${options.seconds ?? 1}s`, '--latency', ...headers, url];
  const output = await outputOf('wrk', args);
  const worked = cpuTime(options.pid) - before;
  const figure = (pattern: RegExp) => pattern.exec(output)?.[1] ?? '0';
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(
    output,
  );
  return {
    perSecond: Number(figure(/Requests\/sec:\s+([\d.]+)/)),
    p50: milliseconds(figure(/\n\s+50%\s+(\S+)/)),
    p99: milliseconds(figure(/\n\s+99%\s+(\S+)/)),
    cpuPerRequest: worked / Number(figure(/(\d+) requests in/)),
    errors:
      Number(figure(/Non-2xx or 3xx responses: (\d+)/)) +
      (broken?.slice(1).reduce((sum, n) => sum + Number(n), 0) ?? 0),
  };
}

function milliseconds(text: string): number {
  const [, value, unit] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return Number(value) * (unit === 'us' ? 0.001 : unit === 's' ? 1000 : 1);
}

function outputOf(command: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args);
    let output = '';
    child.stdout.on('data', (batch) => {
      output += batch;
    });
    child.on('error', reject);
    child.on('exit', () => resolve(output));
  });
}
