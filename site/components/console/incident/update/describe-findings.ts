import type { Finding } from '../../../../../api/domain/preflight/index.ts';

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** `1 error, 2 warnings`; empty without findings. */
export function describeFindings(findings: readonly Finding[]): string {
  const stops = findings.filter(({ level }) => level === 'stop').length;
  const warnings = findings.length - stops;
  return [stops > 0 && counted(stops, 'error'), warnings > 0 && counted(warnings, 'warning')]
    .filter(Boolean)
    .join(', ');
}
