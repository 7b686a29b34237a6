import { violated } from '../../../db/engine/write.ts';
import {
  endHandover,
  findHandover,
  type HandoverRow,
  moveTimers,
} from '../../../db/handover/handover.ts';
import { type IncidentRow, insertEvent } from '../../../db/room/event.ts';
import { listRoles, updateLeaders } from '../../../db/room/role.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, Problem } from '../../core/problem.ts';
import {
  type HandoverAnswer,
  type HandoverState,
  mayAnswer,
  rolesAfterHandover,
  stateAfterAnswer,
} from '../../domain/handover/handover.ts';
import { personIdOf } from '../../domain/incident/access.ts';
import type { Actor } from '../../domain/response/role.ts';
import { leaderColumns, roleHolders } from '../../domain/room/response-role.ts';
import { roleStatements } from '../incident/role-history.ts';
import type { RoomKey } from '../room/commit.ts';
import { commitRoom, requireIncident, roomChange } from '../room/commit.ts';
import { type HandoverMailer, handoverMails } from './mail.ts';
import { handoverCandidates, listRoleNames } from './offer.ts';

/**
 * The next person accepts or declines; anybody else withdraws. Of several answers at once the first
 * counts, and repeating it changes nothing.
 */
export async function answerHandover(
  deps: HandoverMailer,
  actor: Actor,
  room: RoomKey,
  id: string,
  answer: HandoverAnswer,
): Promise<void> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const row = await findHandover(deps.db, room, id);
  if (!row) throw notFound('hand-over');
  if (!mayAnswer(row, answer, personIdOf(actor)))
    throw new Problem('forbidden', refusals[answer](row));
  const state = stateAfterAnswer[answer];
  if (row.state === state) return;
  if (row.state !== 'offered') throw alreadyAnswered(row);
  const now = deps.clock();
  const moved = answer === 'accept' ? await transferStatements(deps, actor, incident, row) : [];
  const event = {
    // The same id for each answer: only one of them is stored.
    ...{ id: `${id}.answered`, ...room, kind: 'communication' as const, author: actor.name },
    ...{ text: sentences[answer](row), at: now, originalAt: now, createdAt: now },
  };
  const mails = answer === 'withdraw' ? [] : await senderMails(deps, incident, row, state);
  const about = { action: `${answer} hand-over`, after: { from: row.fromName, to: row.toName } };
  try {
    await commitRoom(deps, roomChange(deps, actor, incident, about), [
      insertEvent(deps.db, event),
      endHandover(deps.db, id, { state, endedAt: now, endedBy: actor.name }),
      ...moved,
      ...mails,
    ]);
  } catch (error) {
    if (!violated(error)?.startsWith('incident_event.')) throw error;
    const first = await findHandover(deps.db, room, id);
    if (first && first.state !== state) throw alreadyAnswered(first);
  }
}

const refusals: Record<HandoverAnswer, (row: HandoverRow) => string> = {
  accept: ({ toName }) => `Only ${toName} can accept this hand-over.`,
  decline: ({ toName }) => `Only ${toName} can decline this hand-over.`,
  withdraw: () => 'It’s offered to you: accept it or decline it.',
};

const sentences: Record<HandoverAnswer, (row: HandoverRow) => string> = {
  accept: ({ toName, fromName, roles }) =>
    `${toName} took over from ${fromName}: ${listRoleNames(roles)}`,
  decline: ({ toName, fromName }) => `${toName} declined the hand-over from ${fromName}`,
  withdraw: ({ toName }) => `The hand-over to ${toName} was withdrawn`,
};

const alreadyAnswered = ({ state, endedBy }: HandoverRow) =>
  new Problem('conflict', `This hand-over was already ${state} by ${endedBy ?? 'somebody'}.`);

/** Roles that are still with the person of the offer, the reminders that follow them, and timers. */
async function transferStatements(
  deps: HandoverMailer,
  actor: Actor,
  incident: IncidentRow,
  { pageId, incidentId, roles, toId, toName, fromName }: HandoverRow,
) {
  const members = await handoverCandidates(deps, { pageId, incidentId });
  if (!members.some(({ id }) => id === toId))
    throw new Problem('conflict', `${toName} can’t take over any more.`);
  const holders = roleHolders(incident, await listRoles(deps.db, incidentId), members);
  const wanted = rolesAfterHandover(roles, holders, toId);
  const leaders = Object.fromEntries(
    Object.entries(leaderColumns).flatMap(([role, column]) => {
      const [person] = wanted[role as keyof typeof leaderColumns] ?? []; // a key of the columns
      return person ? [[column, person]] : [];
    }),
  );
  return [
    ...(await roleStatements(deps, incident, wanted, { by: actor.name, members })),
    ...(Object.keys(leaders).length > 0
      ? [updateLeaders(deps.db, pageId, incidentId, leaders)]
      : []),
    moveTimers(deps.db, incidentId, { from: fromName, to: toName }),
  ];
}

async function senderMails(
  deps: HandoverMailer,
  incident: IncidentRow,
  row: HandoverRow,
  state: HandoverState,
) {
  if (state !== 'accepted' && state !== 'declined') return [];
  const members = await listMembers(deps.db, row.pageId);
  const to = members.find(({ id }) => id === row.fromId)?.email;
  return handoverMails(deps, incident, row, { what: state, to });
}
