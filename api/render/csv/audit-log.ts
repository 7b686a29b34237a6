import type { AuditLine } from '../../reads/audit-log.ts';
import { BYTE_ORDER_MARK, csvLine } from './line.ts';

/** The audit log as a file: one line per entry, newest first. */
export const auditCsv = (lines: readonly AuditLine[]): string =>
  BYTE_ORDER_MARK +
  csvLine(['time', 'who', 'what', 'changes', 'notes']) +
  lines
    .map(({ at, by, lead, name, tail, changes, notes }) =>
      csvLine([
        new Date(at).toISOString(),
        by.name,
        [lead, name, tail].filter(Boolean).join(' '),
        changes
          .map(({ label, from, to }) => (from === null ? label : `${label}: ${from} → ${to}`))
          .join('; '),
        notes.join('; '),
      ]),
    )
    .join('');
