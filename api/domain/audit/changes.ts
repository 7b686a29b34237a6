/** A value that an entry changed; the values are null where they say nothing to people. */
export type AuditChange = { label: string; from: string | null; to: string | null };

/** Bookkeeping of rows, and what the sentence or a note says already. */
const unnamed = new Set([
  ...['id', 'pageId', 'version', 'revision', 'createdAt', 'updatedAt', 'changedAt', 'idOrigin'],
  ...['overridden', 'approval', 'scope', 'windows', 'expectedRevision', 'position', 'metadata'],
  ...[
    'componentIds',
    'remindAfter',
    'occurrenceAt',
    'past',
    'impact',
    'isOfPast',
    'appliesToExisting',
    'isException',
    'byHand', // in older entries, for isException
  ],
]);

const labels: Record<string, string> = {
  accent: 'color',
  autoEnd: 'automatic end',
  frameOrigins: 'sites that can embed the page',
  groupId: 'group',
  impactOverride: 'impact',
  ladder: 'severity scale',
  escalation: 'steps',
  leadId: 'comms lead',
  commanderId: 'commander',
  locale: 'language',
  logoUrl: 'logo URL',
  mailHold: 'email delay',
  noindex: 'hidden from search engines',
  off: 'disabled checks',
  preflightOff: 'disabled checks',
  ownWords: 'blocked words',
  remindBefore: 'maintenance reminders',
  scheduledFor: 'start',
  scheduledUntil: 'end',
  supportUrl: 'support URL',
  privacyUrl: 'privacy notice',
  retentionDays: 'days until addresses are deleted',
  weightMajor: 'downtime of a major outage',
  weightPartial: 'downtime of a partial outage',
  weightDegraded: 'downtime of degraded performance',
};

const labelOf = (key: string): string =>
  labels[key] ??
  key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ at$/, '');

const MAX_LENGTH = 80;

/** Texts, numbers and switches as words. Ids, instants and lists stay unsaid. */
function wordsOf(key: string, value: unknown): string | null {
  if (/(?:Id|Ids|At|For|Until|By)$/.test(key)) return null;
  if (value === null || value === undefined || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const line = value.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH).toWellFormed()}…` : line;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values that differ between two rows. Keys that only one of them has are no changes. */
export function auditChanges(before: unknown, after: unknown): AuditChange[] {
  if (!isRecord(before) || !isRecord(after)) return [];
  return Object.keys(after)
    .filter((key) => key in before && !unnamed.has(key))
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => {
      const [from, to] = [wordsOf(key, before[key]), wordsOf(key, after[key])];
      const isBoth = from !== null && to !== null;
      return { label: labelOf(key), from: isBoth ? from : null, to: isBoth ? to : null };
    });
}
