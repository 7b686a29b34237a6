import type { ApiRow } from './api.ts';

/** Aligned columns; texts of others lose what a terminal would obey. */
export function tableOf(answer: unknown): string {
  const rows = (Array.isArray(answer) ? answer : [answer]) as ApiRow[];
  if (rows.length === 0) return 'None.';
  const cells = rows.map(({ id, status, name }) => [id, status, printable(name)]);
  const widths = [0, 1].map((n) => Math.max(...cells.map((row) => row[n]?.length ?? 0)));
  return cells
    .map((row) => row.map((cell, n) => cell?.padEnd(widths[n] ?? 0)).join('  '))
    .join('\n');
}

export const printable = (name: string): string => name.replace(/[\p{Cc}\p{Cf}]/gu, '');
