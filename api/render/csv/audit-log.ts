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
        sentenceOf({ lead, name, tail }),
        changes
          .map(({ label, from, to }) => (from === null ? label : `${label}: ${from} → ${to}`))
          .join('; '),
        notes.join('; '),
      ]),
    )
    .join('');

/** The same for programs, with the ids. */
export const auditJson = (lines: readonly AuditLine[]): string =>
  JSON.stringify(
    lines.map(({ id, at, by, action, subject, subjectId, lead, name, tail, changes, notes }) => ({
      id,
      time: new Date(at).toISOString(),
      who: by.name,
      what: sentenceOf({ lead, name, tail }),
      action,
      subject,
      subject_id: subjectId,
      changes: changes.map(({ label, from, to }) => ({ field: label, before: from, after: to })),
      notes,
    })),
    null,
    2,
  );

const sentenceOf = ({ lead, name, tail }: Pick<AuditLine, 'lead' | 'name' | 'tail'>): string =>
  [lead, name, tail].filter(Boolean).join(' ');
