import type { State } from '../incident/incident.ts';
import { isRecord } from './changes.ts';

/** A stored entry, with what is known of its subject now. */
export type AuditFacts = {
  action: string;
  subject: string;
  subjectId: string;
  before: unknown;
  after: unknown;
  /** The current name of the subject, or of its incident, where the entry itself has none. */
  name: string | null;
  /** State of the update that the entry is about. */
  state?: State | null;
  /** True when people changed something about themselves. */
  isOwn: boolean;
};

/** What somebody did, before the name and after it. */
type Wording = (facts: AuditFacts) => string | [lead: string, tail: string];

/** By subject, then by action. */
export type Wordings = Record<string, Record<string, Wording>>;

export const recordedText = (row: unknown, key: string): string | null => {
  const value = isRecord(row) ? row[key] : undefined;
  return typeof value === 'string' ? value : null;
};
