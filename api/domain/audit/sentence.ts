import { type State, stateWords } from '../incident/incident.ts';
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

/** What somebody did: “published “Identified” on”, the name, and what follows it. */
export type AuditSentence = { lead: string; name: string | null; tail?: string };

type Wording = (facts: AuditFacts) => string | [lead: string, tail: string];

const field = (row: unknown, key: string): string | null => {
  const value = isRecord(row) ? row[key] : undefined;
  return typeof value === 'string' ? value : null;
};
const stateIn = (row: unknown): string => {
  const state = field(row, 'state');
  return state && Object.hasOwn(stateWords, state) ? stateWords[state as State] : '';
};
const isMaintenance = ({ before, after }: AuditFacts): boolean =>
  (field(after, 'kind') ?? field(before, 'kind')) === 'maintenance';
const publishedOn = (state: string): string => (state ? `published “${state}” on` : 'updated');
const settings = (name: string): Record<string, Wording> => ({ edit: () => `changed ${name}` });

const wordings: Record<string, Record<string, Wording>> = {
  incident: {
    create: (facts) =>
      isMaintenance(facts) ? 'scheduled the maintenance' : `opened with “${stateIn(facts.after)}”:`,
    update: ({ after }) =>
      isRecord(after) && 'remindAfter' in after && !('state' in after)
        ? 'reminded subscribers of'
        : publishedOn(stateIn(after)),
    edit: () => 'edited',
    access: ({ after }) => {
      const audience = field(after, 'audience');
      if (audience === 'restricted') return 'restricted';
      return audience ? 'removed the restriction of' : 'named the people who may read';
    },
    delete: (facts) => (isMaintenance(facts) ? 'deleted the maintenance' : 'deleted the incident'),
  },
  incident_update: {
    correct: ({ state }) =>
      state ? `corrected the update “${stateWords[state]}” on` : 'corrected an update of',
  },
  room: {
    event: () => 'wrote on the team’s timeline of',
    'change event': () => 'changed an entry of the team’s timeline of',
    roles: () => 'assigned roles for',
    triage: () => 'answered triage questions about',
    milestone: () => 'set a milestone of',
    internal_update: () => 'wrote an internal update about',
    acknowledge: () => 'acknowledged',
    escalate: () => 'escalated',
    'business impact': () => 'said whether business is affected by',
    links: () => 'shared links in the room of',
    phase: () => 'entered a phase of the response to',
    checklist: () => 'ticked the checklist of',
    timer: () => 'started a timer for',
    'change timer': () => 'changed a timer for',
    hypothesis: () => 'added a hypothesis about',
    'change hypothesis': () => 'decided a hypothesis about',
    dismiss: () => 'dismissed a suggestion in the room of',
    answer: () => 'answered a check-in about',
    'hand over': ({ after }) => ['offered a hand-over of', `to ${field(after, 'to')}`],
    'accept hand-over': () => 'took over',
    'decline hand-over': () => 'declined a hand-over of',
    'withdraw hand-over': () => 'withdrew a hand-over of',
    'start drill': () => 'started',
    'stop drill': () => 'ended',
    suspect: () => 'marked a change as a suspect of',
    'no suspect': () => 'took the mark off a change before',
  },
  shift: {
    notes: () => 'wrote notes for the next shift',
    accept: () => 'accepted a shift',
    'check in': () => 'checked in after a shift',
  },
  series: { edit: () => 'changed a series of', end: () => 'canceled a series of' },
  draft: {
    begin: () => 'started a draft for',
    ask: () => 'requested approval for',
    approve: () => 'approved an update on',
    'send back': () => 'requested changes to an update on',
    schedule: () => 'scheduled an update on',
    cancel: () => 'unscheduled an update on',
    return: () => 'returned a scheduled update as a draft:',
    withdraw: () => 'withdrew the approval request for',
    discard: () => 'discarded a draft for',
    move: () => 'turned a draft into an update on',
  },
  component: {
    create: () => 'added',
    edit: () => 'edited',
    archive: () => 'archived',
    restore: () => 'restored',
    order: () => 'moved',
  },
  component_interval: { correct: () => 'corrected the status history of' },
  subscriber: {
    add: () => 'added a subscriber',
    confirm: () => 'confirmed a subscription',
    choose: () => 'changed a subscription',
    leave: () => 'unsubscribed',
    remove: () => 'removed a subscriber',
  },
  notification: {
    cancel: () => 'canceled the emails about',
    pause: () => 'paused the emails about',
    resume: () => 'resumed the emails about',
    retry: () => 'retried failed emails about',
  },
  confirmation: { retry: () => 'retried failed confirmation emails' },
  lane: { reopen: () => 'resumed email after the provider had refused it' },
  sending: { release: () => 'resumed email after a restore' },
  mail: {
    test: ({ after }) =>
      isRecord(after) && after.ok === false
        ? 'sent a test email, which failed'
        : 'sent a test email',
  },
  page: {
    create: () => 'created the page',
    import: () => 'imported a Statuspage page',
    ...settings('the general settings'),
  },
  look: settings('the appearance'),
  languages: settings('the languages'),
  preflight: settings('the checks'),
  email: settings('the email settings'),
  ladder: settings('the severity scale'),
  escalation: settings('the reminders'),
  business_hours: settings('the business hours'),
  escalation_policy: {
    create: () => 'added the escalation policy',
    edit: () => 'edited the escalation policy',
    delete: () => 'deleted the escalation policy',
  },
  rooms: settings('the incident rooms'),
  targets: settings('the targets'),
  checklist: {
    dismiss: () => 'hid the get-started list',
    badge: () => 'marked “Put up a badge” as done',
  },
  template: {
    create: () => 'added the template',
    edit: () => 'edited the template',
    restore: () => 'restored an earlier version of the template',
    archive: () => 'archived the template',
    import: () => 'imported templates',
  },
  runbook: {
    create: () => 'added the runbook',
    edit: () => 'edited the runbook',
    restore: () => 'restored an earlier version of the runbook',
    archive: () => 'archived the runbook',
    import: () => 'imported runbooks',
    starters: () => 'added starter runbooks',
    automation: () => 'decided about automating the runbook',
  },
  runbook_run: {
    start: () => 'started the runbook',
    step: () => 'ticked a step of the runbook',
    end: () => 'ended a run of the runbook',
  },
  schedule: {
    create: () => 'added the on-call schedule',
    edit: () => 'edited the on-call schedule',
    archive: () => 'archived the on-call schedule',
    'rotation create': () => 'added a rotation to the on-call schedule',
    'rotation edit': () => 'changed a rotation of the on-call schedule',
    'rotation remove': () => 'ended a rotation of the on-call schedule',
    'rotation order': () => 'ordered the rotations of the on-call schedule',
    override: () => 'added an override to the on-call schedule',
    'no override': () => 'ended an override of the on-call schedule',
    import: () => 'imported the on-call schedule',
    'import alerts': () => 'imported alerts and escalation policies',
    calendar: () => 'made a calendar link for on-call shifts',
    'no calendar': () => 'turned off a calendar link for on-call shifts',
  },
  change: { create: () => 'reported the change' },
  github_hook: {
    create: () => 'set up deployments from GitHub',
    edit: () => 'changed which GitHub deployments count',
    'rotate secret': () => 'replaced the secret for GitHub',
    delete: () => 'turned off deployments from GitHub',
  },
  review: {
    start: () => 'began the postmortem of',
    edit: () => 'wrote in the postmortem of',
    submit: () => 'sent for review the postmortem of',
    approve: () => 'approved the postmortem of',
    send_back: () => 'sent back the postmortem of',
    publish: () => 'published for the team the postmortem of',
    skip: () => 'decided that no postmortem is needed for',
  },
  action_item: {
    create: () => 'added an action item',
    edit: ({ after }) => `changed an action item (${field(after, 'state') ?? 'open'})`,
  },
  review_settings: settings('when postmortems are due'),
  member: {
    create: ({ after, isOwn }) =>
      isOwn
        ? 'set up this page’s first account'
        : ['added', `as ${field(after, 'role') ?? 'a person'}`],
    edit: ({ after }) => ['changed the role of', `to ${field(after, 'role') ?? 'another'}`],
    password: ({ isOwn }) => (isOwn ? 'changed their password' : 'reset the password of'),
    'password reset': () => 'reset their password by email',
    'two-factor on': () => 'turned on two-factor authentication',
    'two-factor off': ({ isOwn }) =>
      isOwn ? 'turned off two-factor authentication' : 'turned off two-factor authentication for',
    'recovery codes': () => 'replaced their recovery codes',
    delete: () => 'removed',
  },
  invitation: {
    invite: ({ after }) => `invited ${field(after, 'email')} as ${field(after, 'role')}`,
    resend: ({ after }) => `sent ${field(after, 'email')} the invitation again`,
    withdraw: ({ after }) => `withdrew the invitation of ${field(after, 'email')}`,
    accept: ({ after }) => `accepted an invitation as ${field(after, 'role')}`,
  },
  viewer: {
    invite: ({ after }) => `let ${field(after, 'email')} read the internal page`,
    remove: ({ after }) => `removed ${field(after, 'email')} from the internal page`,
    domains: () => 'changed the email domains of the internal page',
  },
  session: {
    'sign-in': () => 'signed in',
    'sign-in refused': () => 'failed to sign in as',
    'sign-out': () => 'signed out',
    'password reset requested': () => 'asked for a link to reset the password of',
    end: () => 'signed out on another device',
    'end others': () => 'signed out on all other devices',
  },
  token: {
    create: ({ after }) => {
      const scope = field(after, 'scope');
      const limit = scope && scope !== 'everything' ? `, ${scope} only` : '';
      return ['created the API token', `(${field(after, 'role') ?? 'no role'}${limit})`];
    },
    revoke: () => 'revoked the API token',
  },
};

/** Sentences that are complete without a name. */
const nameless = new Set([
  'shift',
  ...['subscriber', 'confirmation', 'lane', 'sending', 'mail', 'look', 'languages', 'preflight'],
  ...[
    'email',
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
  const known = field(after, 'name') ?? field(before, 'name') ?? facts.name;
  const name = isComplete || !wording ? null : (known ?? 'something that was deleted');
  return { lead, name, ...(tail ? { tail } : {}) };
}

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
