import type { MovingRole } from '../../../api/domain/handover/handover.ts';
import { type Note, noteFields, noteLabels } from '../../../api/domain/handover/note.ts';
import { responseRoleLabels } from '../../../api/domain/room/response-role.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { teamMail } from './team-mail.ts';

/** Tells the next person that an incident is offered to them, or who offered it what became of it. */
export function incidentHandoverMail(mail: {
  what: 'offered' | 'accepted' | 'declined';
  page: MailPage;
  name: string;
  handover: { fromName: string; toName: string; roles: readonly MovingRole[] };
  /** Null where it must not be in a mail. */
  note: Note | null;
  link: string;
}): Promise<WrittenMail> {
  const name = inert(mail.name);
  const [from, to] = [inert(mail.handover.fromName), inert(mail.handover.toName)];
  const roles = mail.handover.roles.map(({ role }) => responseRoleLabels[role].toLowerCase());
  const asRoles = roles.length > 0 ? ` as ${new Intl.ListFormat('en').format(roles)}` : '';
  const titles = {
    offered: `${from} hands over to you: ${name}`,
    accepted: `${to} took over: ${name}`,
    declined: `${to} declined the hand-over: ${name}`,
  };
  const states = {
    offered: `${from} asks you to take over “${name}”${asRoles}. Until you accept, ${from} stays responsible and gets the reminders.`,
    accepted: `${to} took over “${name}”${asRoles}. Reminders go to ${to} from now on.`,
    declined: `${to} declined to take over “${name}”. You keep your roles. Ask somebody else, or continue.`,
  };
  const sections = noteFields.flatMap((field) => {
    const text = inert(mail.note?.[field] ?? '');
    return text ? [{ label: noteLabels[field], lines: text.split('\n') }] : [];
  });
  return teamMail({
    ...{ page: mail.page, link: mail.link, sections },
    ...{ title: titles[mail.what], paragraphs: [states[mail.what]] },
    button: mail.what === 'offered' ? 'Read note and answer' : 'Open hand-over',
  });
}
