import { joinRoleNames, type ResponseRole } from '../../../api/domain/room/response-role.ts';
import { formatMinutes } from '../../words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { untilTime } from '../when.ts';
import { teamMail } from './team-mail.ts';

/** Tells a member of the team that nobody has a role that the severity requires. Instants in UTC ms. */
export function roleMissingMail(mail: {
  page: MailPage;
  zone: string;
  incident: { name: string; severity: string | null; link: string };
  openedAt: number;
  roles: readonly ResponseRole[];
  now: number;
}): Promise<WrittenMail> {
  const name = inert(mail.incident.name);
  const minutes = Math.max(1, Math.round((mail.now - mail.openedAt) / 60_000));
  const since = untilTime(mail.openedAt, mail.zone, mail.now);
  const needed = joinRoleNames(mail.roles);
  const title = `${mail.incident.severity} needs ${needed}: ${name}`;
  const state = `“${name}” was opened ${formatMinutes(minutes)} ago, at ${since}, and nobody has taken these roles yet: ${needed}.`;
  const advice =
    'Take the role yourself, or assign somebody. Updates can be published all the same.';
  return teamMail({
    ...{ page: mail.page, title, paragraphs: [state, advice] },
    ...{ button: 'Assign roles', link: mail.incident.link },
  });
}
