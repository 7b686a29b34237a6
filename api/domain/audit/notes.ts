import { isRecord } from './changes.ts';
import { type AuditFacts, recordedText } from './wording.ts';

/** Reasons that people gave, and where somebody signed in from. */
export function auditNotes({ after, before }: Pick<AuditFacts, 'after' | 'before'>): string[] {
  if (!isRecord(after)) return [];
  const { overridden, approval, network } = after;
  const alone = recordedText(approval, 'alone');
  const by = recordedText(approval, 'by');
  const rules = isRecord(overridden) && Array.isArray(overridden.rules) ? overridden.rules : [];
  const why = recordedText(after, 'why') ?? recordedText(before, 'why');
  return [
    ...(isRecord(overridden)
      ? [`Published despite ${rules.join(', ')}: ${recordedText(overridden, 'reason') ?? ''}`]
      : []),
    ...(alone ? [`Without approval: ${alone}`] : []),
    ...(by ? [`Approved by ${by}`] : []),
    ...(why ? [`Reason: ${why}`] : []),
    ...(typeof network === 'string' && network ? [`From ${network.replace(/\/32$/, '')}`] : []),
  ];
}
