import { incidentWordings } from './incident-wording.ts';
import { pageWordings } from './page-wording.ts';
import { teamWordings } from './team-wording.ts';
import { type AuditFacts, recordedText, type Wordings } from './wording.ts';

/** What somebody did: “published “Identified” on”, the name, and what follows it. */
export type AuditSentence = { lead: string; name: string | null; tail?: string };

const wordings: Wordings = { ...incidentWordings, ...pageWordings, ...teamWordings };

/** Sentences that are complete without a name. */
const nameless = new Set([
  'shift',
  ...['subscriber', 'confirmation', 'lane', 'sending', 'mail', 'look', 'languages', 'preflight'],
  ...[
    'email',
    'privacy',
    'ladder',
    'escalation',
    'business_hours',
    'rooms',
    'checklist',
    'invitation',
    'page.edit',
    'page.import',
  ],
  ...['template.import', 'session.sign-in', 'session.sign-out', 'session.end'],
  ...['session.end others', 'member.password reset', 'member.two-factor on'],
  ...['member.recovery codes', 'runbook.import', 'runbook.starters', 'github_hook'],
  ...['schedule.calendar', 'schedule.no calendar', 'schedule.import alerts'],
  ...['action_item', 'review_settings'],
]);

export function auditSentence(facts: AuditFacts): AuditSentence {
  const { subject, action, before, after, isOwn } = facts;
  const wording = wordings[subject]?.[action];
  const sentence = wording?.(facts) ?? `${action} (${subject.replaceAll('_', ' ')})`;
  const [lead, tail] = typeof sentence === 'string' ? [sentence, undefined] : sentence;
  const isComplete =
    nameless.has(subject) ||
    nameless.has(`${subject}.${action}`) ||
    (subject === 'member' && isOwn && ['password', 'create', 'two-factor off'].includes(action));
  const known = recordedText(after, 'name') ?? recordedText(before, 'name') ?? facts.name;
  const name = isComplete || !wording ? null : (known ?? 'something that was deleted');
  return { lead, name, ...(tail ? { tail } : {}) };
}
