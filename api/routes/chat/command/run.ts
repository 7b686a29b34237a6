import { linkByCode } from '../../../actions/chat/link.ts';
import type { AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { type ChatCommand, readCommand } from '../../../domain/chat/command.ts';
import { severityScaleOf } from '../../../domain/response/severity.ts';
import { prepareOpening, prepareUpdate } from '../draft/prepare.ts';
import { bold, type ChatReply, literal, plainReply } from '../slack/message.ts';
import { chatMember } from '../slack/person.ts';
import type { ChatPlace } from '../slack/request.ts';
import { requireChatIncident } from './incident.ts';
import { promiseNext } from './next.ts';
import { announceChannel, listOpenIncidents, setRole, setSeverity, takeNote } from './room.ts';

/** One `/incident …`. People without an account are told so, and nothing is done. */
export async function runCommand(
  c: AppContext,
  { text, place }: { text: string; place: ChatPlace },
): Promise<ChatReply> {
  const { deps, page } = c.var;
  const severities = severityScaleOf(page).map(({ key }) => key);
  const command = readCommand(text, { severities });
  if (command.verb === 'help') return help(command.problem);
  if (command.verb === 'link') return link(c, place, command.code);
  const person = await chatMember(deps, page, place);
  if ('refusal' in person) return plainReply(person.refusal);
  c.set('actor', person.actor);
  return run(c, place, command);
}

type Rest = Exclude<ChatCommand, { verb: 'help' | 'link' }>;

async function run(c: AppContext, place: ChatPlace, command: Rest): Promise<ChatReply> {
  if (command.verb === 'status') return listOpenIncidents(c);
  if (command.verb === 'new') return prepareOpening(c, command);
  const incident = await requireChatIncident(c, place, command.incident);
  switch (command.verb) {
    case 'update':
      return prepareUpdate(c, incident.id, command);
    case 'resolve':
      return prepareUpdate(c, incident.id, { ...command, state: 'resolved', next: null });
    case 'severity':
      return setSeverity(c, incident, command);
    case 'role':
      return setRole(c, place, incident, command);
    case 'next':
      return promiseNext(c, incident.id, command.minutes);
    case 'note':
      return takeNote(c, incident, command.text);
    case 'channel':
      return announceChannel(c, incident.id);
  }
}

async function link(c: AppContext, place: ChatPlace, code: string): Promise<ChatReply> {
  const { deps, page } = c.var;
  const key = { pageId: page.id, teamId: place.teamId, externalId: place.userId };
  const linked = await linkByCode(deps, key, code);
  if (!linked)
    throw new Problem(
      'invalid',
      'Not linked: this code isn’t valid. Make a new one in the console.',
    );
  return plainReply(`Linked. What you do here is done as ${linked.name}.`);
}

const lines: readonly [string, string][] = [
  ['new sev2 "Title" message', 'open an incident; you see a preview first'],
  ['update monitoring: message next:30m', 'write an update; the state and next: are optional'],
  ['resolve message', 'write the last update'],
  ['severity sev1', 'change the severity'],
  ['role commander @ada', 'give a role; “me” and “none” work too'],
  ['next 30m', 'say when the next update comes'],
  ['note text', 'add a line to the team’s timeline; “! text” is a decision'],
  ['channel', 'make or show the incident’s channel'],
  ['status', 'list open incidents'],
  ['link CODE', 'link your Slack account, with a code from the console'],
];

function help(problem: string | null): ChatReply {
  const rows = lines.map(([usage, what]) => `\`/incident ${usage}\`  ${what}`);
  const where =
    'In an incident’s channel, commands are about that incident. Elsewhere, name one of several before the text: `/incident update #a1b2 …`.';
  const first = problem === null ? [] : [bold(literal(problem))];
  return { text: [...first, ...rows, where].join('\n') };
}
