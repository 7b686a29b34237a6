import { existsSync, readFileSync } from 'node:fs';

/** Where the system has no /proc, nothing of a process is known. */
function known(pid: number | undefined, file: string): string {
  const path = `/proc/${pid}/${file}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

export const residentBytes = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(known(pid, 'status'))?.[1]) * 1024;

/** User and system time so far, ms; the kernel counts in hundredths of a second. */
export function cpuTime(pid: number | undefined): number {
  const [user, system] = known(pid, 'stat').split(' ').slice(13, 15);
  return (Number(user) + Number(system)) * 10;
}
