import type { State } from '../incident/incident.ts';
import { type ResponseRole, responseRoleLabels, responseRoles } from '../room/response-role.ts';
import { channelAtStart, mentionedIn, plainChatText } from './chat-text.ts';
import { minutesIn } from './minutes.ts';
import { severityAtStart, stateAtStart, titleAtStart, withoutNext } from './words.ts';

/** Which incident: by the beginning of its id, by its channel, or as the place of the command says. */
export type ChatIncident = { id: string } | { channelId: string } | null;

/** Ids of Slack's users, or `me`. */
export type ChatPeople = readonly string[];

/** What a person asked for with `/incident`. Times in minutes. */
export type ChatCommand =
  | { verb: 'help'; problem: string | null }
  | { verb: 'status' }
  | { verb: 'link'; code: string }
  | { verb: 'new'; title: string; severity: string | null; body: string; next: number | null }
  | (About & { verb: 'update'; state: State | null; body: string; next: number | null })
  | (About & { verb: 'resolve'; body: string })
  | (About & { verb: 'severity'; severity: string; reason: string })
  | (About & { verb: 'role'; role: ResponseRole; people: ChatPeople })
  | (About & { verb: 'next'; minutes: number | null })
  | (About & { verb: 'note'; text: string })
  | (About & { verb: 'channel' });
type About = { incident: ChatIncident };
type Known = { severities: readonly string[] };

/** Longer titles are refused by the form too. */
const MAX_TITLE = 255;

const verbs: Readonly<Record<string, Exclude<ChatCommand['verb'], 'help'>>> = {
  ...{ new: 'new', declare: 'new', create: 'new', open: 'new', start: 'new' },
  ...{ update: 'update', post: 'update' },
  ...{ resolve: 'resolve', resolved: 'resolve', close: 'resolve' },
  ...{ severity: 'severity', sev: 'severity' },
  ...{ role: 'role', roles: 'role', assign: 'role' },
  next: 'next',
  ...{ note: 'note', log: 'note' },
  ...{ status: 'status', list: 'status' },
  ...{ channel: 'channel', link: 'link' },
};

const help = (problem: string | null = null): ChatCommand => ({ verb: 'help', problem });

/** The text after `/incident`, as Slack sends it: with its own markup for people, channels and links. */
export function readCommand(text: string, known: Known): ChatCommand {
  const [typed = '', rest] = splitWord(text.trim());
  if (!typed || typed.toLowerCase() === 'help') return help();
  const verb = verbs[typed.toLowerCase()];
  if (!verb) return help(`“${plainChatText(typed).slice(0, 60)}” isn’t a command.`);
  if (verb === 'status') return { verb };
  if (verb === 'link') return { verb, code: plainChatText(rest).trim() };
  if (verb === 'new') return readNew(rest, known);
  const { incident, rest: words } = incidentAtStart(rest);
  const command = readAbout(verb, words, known);
  return typeof command === 'string' ? help(command) : { ...command, incident };
}

type WithoutIncident<Command> = Command extends About ? Omit<Command, 'incident'> : never;

/** A sentence where it is incomplete. */
function readAbout(
  verb: (ChatCommand & About)['verb'],
  words: string,
  known: Known,
): WithoutIncident<ChatCommand> | string {
  const text = plainChatText(words).trim();
  switch (verb) {
    case 'update':
      return readUpdateText(text);
    case 'resolve':
      return { verb, body: text };
    case 'severity':
      return readSeverity(text, known);
    case 'role':
      return readRole(words);
    case 'next':
      return readNext(text);
    case 'note':
      return text ? { verb, text } : 'Add the text of the note.';
    default:
      return { verb: 'channel' };
  }
}

function readNew(rest: string, known: Known): ChatCommand {
  const graded = severityAtStart(plainChatText(rest).trim());
  const { severity } = graded;
  if (severity !== null && !known.severities.includes(severity)) return help(unknown(known));
  const given = titleAtStart(graded.rest);
  if ('problem' in given) return help(given.problem);
  const { title } = given;
  if (title.length > MAX_TITLE) return help(`A title can have at most ${MAX_TITLE} characters.`);
  const { next, text: body, problem } = withoutNext(given.rest);
  if (problem) return help(problem);
  return { verb: 'new', severity, title, body, next };
}

function readUpdateText(text: string) {
  const { next, text: words, problem } = withoutNext(text);
  if (problem) return problem;
  const { state, rest: body } = stateAtStart(words);
  if (!body) return 'Add the message that customers will read.';
  return { verb: 'update' as const, state, body, next };
}

function readSeverity(text: string, known: Known) {
  const { severity, rest: reason } = severityAtStart(text, true);
  if (severity === null || !known.severities.includes(severity)) return unknown(known);
  return { verb: 'severity' as const, severity, reason };
}

const unknown = ({ severities }: Known): string => `Choose a severity: ${severities.join(', ')}.`;

/** `commander @ada`, `comms lead me`, `scribe none`. */
function readRole(words: string) {
  const role = responseRoles.find((one) => roleName(one).test(words));
  const names = responseRoles.map((one) => responseRoleLabels[one].toLowerCase()).join(', ');
  if (!role) return `Choose a role: ${names}.`;
  const who = words.replace(roleName(role), '').trim();
  const people = /\bme\b/i.test(plainChatText(who.replace(/<[^<>]*>/g, '')))
    ? ['me', ...mentionedIn(who)]
    : mentionedIn(who);
  if (people.length === 0 && !/^(?:none|nobody|-)$/i.test(who))
    return 'Mention who takes the role, such as @ada. Use “me” for yourself, or “none” to end it.';
  return { verb: 'role' as const, role, people };
}

const roleName = (role: ResponseRole): RegExp =>
  new RegExp(`^${role.replace('_', '[\\s_-]*')}(?=\\s|$)`, 'i');

function readNext(text: string) {
  if (/^(?:none|never|off|-)$/i.test(text)) return { verb: 'next' as const, minutes: null };
  const minutes = minutesIn(text.replace(/^in\s+/i, ''));
  if (minutes === null) return 'Enter when the next update comes, such as 30m or 2h, or “none”.';
  return { verb: 'next' as const, minutes };
}

/** `#a1b2c3` or a channel before the other words. */
function incidentAtStart(text: string): { incident: ChatIncident; rest: string } {
  const channel = channelAtStart(text);
  if (channel) return { incident: { channelId: channel.channelId }, rest: channel.rest };
  const [whole, id] = /^#([a-z0-9]{4,12})(?=\s|$)\s*/i.exec(text) ?? [];
  if (whole === undefined || id === undefined) return { incident: null, rest: text };
  return { incident: { id: id.toLowerCase() }, rest: text.slice(whole.length) };
}

function splitWord(text: string): [string, string] {
  const end = text.search(/\s/);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end).trim()];
}
