import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second on every Linux that matters here. */
const TICK_MS = 10;

type Stat = { name: string; parent: number; cpuMs: number };

/** CPU time, ms, that processes of this name have used which this one started. Linux only. */
export function cpuOfOwn(name: string): number {
  const all = new Map<number, Stat>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? statOf(entry) : null;
    if (stat) all.set(Number(entry), stat);
  }
  const isOurs = (pid: number): boolean => {
    for (let at = all.get(pid); at; at = all.get(at.parent))
      if (at.parent === process.pid) return true;
    return false;
  };
  const ours = [...all].filter(([pid, stat]) => stat.name === name && isOurs(pid));
  return ours.reduce((sum, [, { cpuMs }]) => sum + cpuMs, 0);
}

/** See proc(5): the name may hold spaces, and what follows it does not. */
function statOf(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(text) ?? [];
    const fields = rest.split(' ').map(Number);
    const [parent, user, system] = [fields[1], fields[11], fields[12]];
    return { name, parent: parent ?? 0, cpuMs: ((user ?? 0) + (system ?? 0)) * TICK_MS };
  } catch {
    return null; // it ended meanwhile
  }
}
