import { type State, stateLabels } from '../incident/incident.ts';
import { isRecord } from './changes.ts';
import { type AuditFacts, recordedText, type Wordings } from './wording.ts';

const stateIn = (row: unknown): string => {
  const state = recordedText(row, 'state');
  return state && Object.hasOwn(stateLabels, state) ? stateLabels[state as State] : '';
};
const isMaintenance = ({ before, after }: AuditFacts): boolean =>
  (recordedText(after, 'kind') ?? recordedText(before, 'kind')) === 'maintenance';
const publishedOn = (state: string): string => (state ? `published “${state}” on` : 'updated');

export const incidentWordings: Wordings = {
  incident: {
    create: (facts) =>
      isMaintenance(facts) ? 'scheduled the maintenance' : `opened with “${stateIn(facts.after)}”:`,
    update: ({ after }) =>
      isRecord(after) && 'remindAfter' in after && !('state' in after)
        ? 'reminded subscribers of'
        : publishedOn(stateIn(after)),
    edit: () => 'edited',
    access: ({ after }) => {
      const audience = recordedText(after, 'audience');
      if (audience === 'restricted') return 'restricted';
      return audience ? 'removed the restriction of' : 'named the people who may read';
    },
    delete: (facts) => (isMaintenance(facts) ? 'deleted the maintenance' : 'deleted the incident'),
  },
  incident_update: {
    correct: ({ state }) =>
      state ? `corrected the update “${stateLabels[state]}” on` : 'corrected an update of',
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
    'hand over': ({ after }) => ['offered a hand-over of', `to ${recordedText(after, 'to')}`],
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
    edit: ({ after }) => `changed an action item (${recordedText(after, 'state') ?? 'open'})`,
  },
};
