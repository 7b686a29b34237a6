import { type ChatIncidentFacts, openChatIncidents } from '../../../../db/chat/incident.ts';
import { findIncident } from '../../../../db/incident/incident.ts';
import { setInternalFields } from '../../../actions/incident/index.ts';
import { addEvent, NewEvent } from '../../../actions/room/event.ts';
import { assignRoles } from '../../../actions/room/role.ts';
import type { AppContext } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import type { ChatCommand } from '../../../domain/chat/command.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { responseRoleLabels } from '../../../domain/room/response-role.ts';
import { parse } from '../../../http/form.ts';
import { assertCan } from '../../../http/permission.ts';
import { channelOf } from '../draft/channel.ts';
import { type ChatReply, linkTo, literal, plainReply } from '../slack/message.ts';
import { chatMember } from '../slack/person.ts';
import type { ChatPlace } from '../slack/request.ts';
import { describeIncident } from './incident.ts';

type Of<Verb extends ChatCommand['verb']> = Extract<ChatCommand, { verb: Verb }>;

export async function listOpenIncidents(c: AppContext): Promise<ChatReply> {
  const { deps, page, actor } = c.var;
  assertCan(actor, 'page.read', page);
  const open = await openChatIncidents(deps.db, page.id);
  if (open.length === 0) return plainReply('No incident is open.');
  const lines = open.map((one) => {
    const channel = one.channelId ? `  <#${one.channelId}>` : '';
    return `• ${linkTo(incidentAddress(c, one.id), describeIncident(one))}${channel}`;
  });
  return { text: lines.join('\n') };
}

export async function setSeverity(
  c: AppContext,
  { id, name }: ChatIncidentFacts,
  { severity, reason }: Of<'severity'>,
): Promise<ChatReply> {
  const { deps, page, actor } = c.var;
  assertCan(actor, 'incident.edit', page);
  const incident = await findIncident(deps.db, page.id, id);
  if (!incident) throw notFound('incident');
  if (incident.severity === severity) return plainReply(`“${name}” is ${severity} already.`);
  const { leadId, commanderId, revision: expectedRevision } = incident;
  const fields = { severity, leadId, commanderId, expectedRevision };
  const approvalOverride = reason.slice(0, 500) || null;
  await setInternalFields(deps, actor, page.id, id, { ...fields, approvalOverride });
  return plainReply(`“${name}” is ${severity} now.`);
}

export async function setRole(
  c: AppContext,
  { teamId }: ChatPlace,
  { id: incidentId, name }: ChatIncidentFacts,
  { role, people }: Of<'role'>,
): Promise<ChatReply> {
  const { deps, page, actor } = c.var;
  assertCan(actor, 'incident.respond', page);
  const found = await Promise.all(
    people.map(async (userId) => {
      if (userId === 'me') return { id: actor.id, name: actor.name };
      const person = await chatMember(deps, page, { teamId, userId });
      if ('member' in person) return person.member;
      throw new Problem(
        'invalid',
        `Nothing was changed: somebody you mentioned isn’t known as a member of ${page.name}. Members can link their account with “/incident link CODE”.`,
      );
    }),
  );
  const room = { pageId: page.id, incidentId };
  await assignRoles(deps, actor, room, { [role]: found.map((member) => member.id) });
  const label = responseRoleLabels[role];
  const names = found.map((member) => member.name).join(', ');
  return plainReply(
    names ? `${label} of “${name}”: ${names}.` : `“${name}” has no ${label.toLowerCase()} now.`,
  );
}

export async function takeNote(
  c: AppContext,
  { id: incidentId, name }: ChatIncidentFacts,
  text: string,
): Promise<ChatReply> {
  const { deps, page, actor } = c.var;
  assertCan(actor, 'incident.respond', page);
  await addEvent(deps, actor, { pageId: page.id, incidentId }, parse(NewEvent, { text }));
  return {
    text: `${literal(`Added to the timeline of “${name}”.`)} ${linkTo(incidentAddress(c, incidentId), 'Open the room')}`,
  };
}

/** Makes the channel if it has none yet. */
export async function announceChannel(c: AppContext, incidentId: string): Promise<ChatReply> {
  assertCan(c.var.actor, 'incident.respond', c.var.page);
  return { text: await channelOf(c, incidentId, true) };
}

const incidentAddress = (c: AppContext, id: string): string =>
  `${addressOf(c.var.page, c.var.deps.config.baseUrl)}/admin/incidents/${id}`;
