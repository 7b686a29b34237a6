export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The value that this share of them, in percent, does not exceed. */
export const percentile = (values: number[], percent: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1] ?? Number.NaN;

export const round = (value: number, digits = 2): string =>
  Number.isNaN(value) ? '' : value.toLocaleString('en', { maximumFractionDigits: digits });

/** Prints rows under a title, columns aligned; numbers are strings already. */
export function table(title: string, head: string[], rows: string[][]): void {
  const widths = head.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
  console.log(`\n${title}\n`);
  console.log(line(head).join('  '));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(line(row).join('  '));
}
