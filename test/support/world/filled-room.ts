import { reportChange } from '../../../api/actions/change/report.ts';
import { markSuspect } from '../../../api/actions/change/suspect.ts';
import { createIncident, patchIncident } from '../../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../../api/actions/incident/input.ts';
import { acknowledge } from '../../../api/actions/room/acknowledge.ts';
import { answerTriage, setMilestone, writeInternalUpdate } from '../../../api/actions/room/card.ts';
import { addEvent, changeEvent } from '../../../api/actions/room/event.ts';
import { addHypothesis, decideHypothesis } from '../../../api/actions/room/hypothesis.ts';
import { NewSystemChange } from '../../../api/domain/change/change.ts';
import type { Audience } from '../../../api/domain/incident/incident.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';
import type { World } from './world.ts';

export const CAUSE = 'the connection pool of payments v412 is half as large';

/** A resolved incident whose room was used: what a postmortem can begin with. */
export async function filledRoom(
  world: World,
  {
    name,
    component,
    audience = 'public',
  }: { name: string; component: string; audience?: Audience },
): Promise<string> {
  const { deps, owner, pageId, wait } = world;
  const deploy = { kind: 'deploy', ref: 'payments v412', by: 'CI' };
  const change = await reportChange(deps, owner, pageId, NewSystemChange.parse(deploy));
  wait(5 * MINUTE);
  const isPublic = audience === 'public';
  const components = isPublic ? { [component]: 'partial_outage' } : {};
  const first = {
    name,
    state: 'investigating',
    body: 'Some card payments fail.',
    severity: 'SEV2',
  };
  const input = NewIncident.parse({ ...first, components, audience });
  const { id: incidentId } = await createIncident(deps, owner, pageId, input);
  const on = { pageId, incidentId };
  wait(2 * MINUTE);
  await acknowledge(deps, owner, on);
  await answerTriage(deps, owner, on, {
    what_is_broken: 'Card payments on one network',
    who_is_affected: '18% of card attempts',
    how_bad: 'About 1,900 failed orders, no data lost',
    tried: 'A restart of the workers',
  });
  await markSuspect(deps, owner, on, change, true);
  const wrong = await addHypothesis(deps, owner, on, { text: 'The provider is down' });
  const right = await addHypothesis(deps, owner, on, { text: CAUSE });
  await decideHypothesis(deps, owner, on, wrong, {
    state: 'ruled_out',
    evidence: 'their page is green',
  });
  await decideHypothesis(deps, owner, on, right, {
    state: 'confirmed',
    evidence: 'seen in the logs',
  });
  await addEvent(deps, owner, on, { text: '! Roll back to v411' });
  const pinned = await addEvent(deps, owner, on, { text: 'Rollback started' });
  await changeEvent(deps, owner, on, pinned, { pinned: true });
  await addEvent(deps, owner, on, { text: 'TODO Add an alert for waiting connections above 50' });
  await writeInternalUpdate(deps, owner, on, {
    ...{ audience: 'executives', currentState: 'We are rolling back.', whatWeKnow: '' },
    ...{ whatWeAreDoing: '', impact: 'Revenue loss of about $38,000', updatesEvery: null },
    nextUpdateBy: null,
  });
  wait(10 * MINUTE);
  await setMilestone(deps, owner, on, {
    ...{ kind: 'mitigated', level: 'full', reason: 'rolled back to v411' },
  });
  const over = {
    ...{ state: 'resolved', body: 'Card payments work again since the rollback. We are sorry.' },
    components: isPublic ? { [component]: 'operational' } : {},
  };
  wait(15 * MINUTE);
  await patchIncident(deps, owner, pageId, incidentId, IncidentPatch.parse(over));
  return incidentId;
}
