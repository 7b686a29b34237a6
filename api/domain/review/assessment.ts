import { type ResponseRole, responseRoleLabels } from '../room/response-role.ts';
import { formatDuration } from '../time/duration.ts';
import { MINUTE } from '../time/time.ts';
import type { ReviewFacts, Sentence } from './facts.ts';

/** Minutes until the first public update, where that is good. */
const FIRST_UPDATE_WITHIN = 15;

type Assessment = { went_well: Sentence[]; went_poorly: Sentence[] };

/** What the times say about the response: each measure is on one side or the other. */
export function assessResponse(facts: ReviewFacts): Assessment {
  const measures = [
    acknowledged(facts),
    firstUpdate(facts),
    promises(facts),
    ...rolesOf(facts),
    mitigated(facts),
  ];
  const withResult = (isGood: boolean) =>
    measures.flatMap((one) => (one && one.isGood === isGood ? [one.sentence] : []));
  return { went_well: withResult(true), went_poorly: withResult(false) };
}

type Measure = { isGood: boolean; sentence: Sentence } | null;

function acknowledged({ milestones, incident, acknowledgeWithin }: ReviewFacts): Measure {
  const reached = milestones.find(({ kind }) => kind === 'acknowledged');
  if (!reached) return null;
  const took = Math.max(0, reached.at - incident.startedAt);
  const target = acknowledgeWithin
    ? ` (target: ${formatDuration(acknowledgeWithin * MINUTE)})`
    : '';
  return {
    isGood: acknowledgeWithin === null || took <= acknowledgeWithin * MINUTE,
    sentence: {
      ...{ kind: 'milestone', id: 'acknowledged', at: reached.at },
      text: `Acknowledged after ${formatDuration(took)}${target}.`,
    },
  };
}

function firstUpdate({ updates, incident }: ReviewFacts): Measure {
  const [first] = updates;
  if (!first) return null;
  const took = Math.max(0, first.displayAt - incident.startedAt);
  return {
    isGood: took <= FIRST_UPDATE_WITHIN * MINUTE,
    sentence: {
      ...{ kind: 'update', id: first.id, at: first.displayAt },
      text: `The first update went out after ${formatDuration(took)}.`,
    },
  };
}

/** Promised times that were kept: the next update came by then. */
function promises({ updates }: ReviewFacts): Measure {
  const promised = updates.flatMap((one, i) => {
    const next = updates[i + 1];
    return one.nextUpdateBy !== null && next
      ? [{ next, isKept: next.displayAt <= one.nextUpdateBy }]
      : [];
  });
  const late = promised.filter(({ isKept }) => !isKept);
  const about = (late[0] ?? promised.at(-1))?.next;
  if (!about) return null;
  const all =
    promised.length === 1
      ? 'The promised update was'
      : `All ${promised.length} promised updates were`;
  const some = `${late.length} of ${promised.length} promised updates ${late.length === 1 ? 'was' : 'were'} late.`;
  return {
    isGood: late.length === 0,
    sentence: {
      ...{ kind: 'update', id: about.id, at: about.displayAt },
      text: late.length === 0 ? `${all} on time.` : some,
    },
  };
}

/** Required roles that nobody had. */
const rolesOf = ({ required, roles }: ReviewFacts): Measure[] =>
  (required as readonly ResponseRole[]).map((role) => {
    const [holder] = roles[role];
    const name = responseRoleLabels[role].toLowerCase();
    return {
      isGood: holder !== undefined,
      sentence: {
        ...{ kind: 'role', id: role, at: null },
        text: holder
          ? `The incident had a ${name} (${holder.name}).`
          : `The incident had no ${name}.`,
      },
    };
  });

function mitigated({ milestones, incident }: ReviewFacts): Measure {
  const reached = milestones.find(({ kind }) => kind === 'mitigated');
  if (!reached || incident.resolvedAt === null || reached.at >= incident.resolvedAt) return null;
  return {
    isGood: true,
    sentence: {
      ...{ kind: 'milestone', id: 'mitigated', at: reached.at },
      text: `The impact was mitigated after ${formatDuration(Math.max(0, reached.at - incident.startedAt))}, before the incident was resolved.`,
    },
  };
}
