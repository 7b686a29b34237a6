import type { ChannelFacts } from '../../../db/chat/incident-channel.ts';
import { listChatPeople } from '../../../db/chat/person.ts';
import type { Db } from '../../../db/engine/client.ts';
import { listSchedules } from '../../../db/on-call/schedule.ts';
import { listRoles } from '../../../db/room/role.ts';
import { listMembers, type Member } from '../../../db/team/account.ts';
import { whoIsOnCall } from '../../domain/on-call/who-is-on-call.ts';
import { type CallMethod, SlackRefusal } from './slack.ts';

/** Members who are on call now, or have a role in the incident. */
export async function peopleFor(
  db: Db,
  { id, pageId, leadId, commanderId }: ChannelFacts['incident'],
  now: number,
): Promise<Member[]> {
  const [schedules, roles, members] = await Promise.all([
    listSchedules(db, pageId, now),
    listRoles(db, id),
    listMembers(db, pageId),
  ]);
  const onCall = schedules.flatMap((schedule) => whoIsOnCall(schedule, now).people);
  const held = roles.filter(({ endedAt }) => endedAt === null).map(({ userId }) => userId);
  const wanted = new Set([...onCall, ...held, leadId, commanderId]);
  return members.filter((member) => wanted.has(member.id));
}

/** Those were invited or are no users of Slack; the rest is left for later. */
export type Invitations = { handled: string[]; strangers: string[]; refusal: SlackRefusal | null };

/** Invites one by one, so that one person who can’t be invited holds nobody back. */
export async function inviteToChannel(
  db: Db,
  call: CallMethod,
  { pageId, teamId, channel }: { pageId: string; teamId: string; channel: string },
  people: readonly Member[],
): Promise<Invitations> {
  const linked = (await listChatPeople(db, pageId)).filter((one) => one.teamId === teamId);
  const done: Invitations = { handled: [], strangers: [], refusal: null };
  for (const { id, name, email } of people) {
    try {
      const known = linked.find(({ userId }) => userId === id)?.externalId;
      const users = known ?? (await userByEmail(call, email));
      if (users) await call('conversations.invite', { channel, users });
      else done.strangers.push(name);
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      if (later.has(error.code) || error.code === 'missing_scope')
        return { ...done, refusal: error };
      if (error.code !== 'already_in_channel' && error.code !== 'cant_invite_self')
        done.strangers.push(name);
    }
    done.handled.push(id);
  }
  return done;
}

/** What passes by itself. */
const later = new Set([
  'ratelimited',
  'timeout',
  'unreachable',
  'broken',
  'internal_error',
  'no_answer',
]);

async function userByEmail(call: CallMethod, email: string): Promise<string | null> {
  try {
    const { user } = await call('users.lookupByEmail', { email });
    return typeof user === 'object' && user !== null && 'id' in user ? `${user.id}` : null;
  } catch (error) {
    if (error instanceof SlackRefusal && error.code === 'users_not_found') return null;
    throw error;
  }
}
