import { peopleOf } from '../response/escalation.ts';
import { PAGERDUTY } from './pagerduty.ts';
import type { EscalationTarget } from './policy.ts';

type Crew = {
  leadId: string | null;
  commanderId: string | null;
  roles: readonly { role: string; userId: string }[];
  onCall: ReadonlyMap<string, readonly string[]>;
  /** Members of the page who can be notified. */
  members: readonly { id: string; role: string }[];
  /** Whether PagerDuty can be triggered. */
  hasPagerDuty: boolean;
};

/** Ids of the members that the targets mean now, and `pagerduty`; somebody who left is passed over. */
export function targetedPeople(targets: readonly EscalationTarget[], crew: Crew): string[] {
  const ids = targets.flatMap((target): readonly (string | null)[] => {
    if (target.type === 'pagerduty') return [];
    if (target.type === 'person') return [target.id];
    if (target.type === 'schedule') return crew.onCall.get(target.id) ?? [];
    if (target.role === 'owners') return peopleOf({ after: 0, people: ['owners'] }, crew);
    if (target.role === 'commander') return [crew.commanderId];
    if (target.role === 'comms_lead') return [crew.leadId];
    return crew.roles.filter(({ role }) => role === target.role).map(({ userId }) => userId);
  });
  const people = [...new Set(ids)].flatMap(
    (id) => crew.members.find((one) => one.id === id)?.id ?? [],
  );
  const triggers = crew.hasPagerDuty && targets.some(({ type }) => type === 'pagerduty');
  return triggers ? [...people, PAGERDUTY] : people;
}
