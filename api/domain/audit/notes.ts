import { isRecord } from './changes.ts';
import { type AuditFacts, field } from './wording.ts';

/** Reasons that people gave, and where somebody signed in from. */
export function auditNotes({ after, before }: Pick<AuditFacts, 'after' | 'before'>): string[] {
  if (!isRecord(after)) return [];
  const { overridden, approval, network } = after;
  const alone = field(approval, 'alone');
  const by = field(approval, 'by');
  const rules = isRecord(overridden) && Array.isArray(overridden.rules) ? overridden.rules : [];
  const why = field(after, 'why') ?? field(before, 'why');
  return [
    ...(isRecord(overridden)
      ? [`Published despite ${rules.join(', ')}: ${field(overridden, 'reason') ?? ''}`]
      : []),
    ...(alone ? [`Without approval: ${alone}`] : []),
    ...(by ? [`Approved by ${by}`] : []),
    ...(why ? [`Reason: ${why}`] : []),
    ...(typeof network === 'string' && network ? [`From ${network.replace(/\/32$/, '')}`] : []),
  ];
}
