import { formatMinutes } from '../../words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { untilTime } from '../when.ts';
import { teamMail } from './team-mail.ts';

/** Tells a member of the team that something is due: an action item, a timer. Instants in UTC ms. */
export function dueMail(mail: {
  page: MailPage;
  zone: string;
  /** What it is called. */
  title: string;
  words: { subject: string; advice: string; button: string; since?: string };
  /** The incident it belongs to; null for none. */
  incident: string | null;
  link: string;
  due: number;
  now: number;
}): Promise<WrittenMail> {
  const { subject, advice, button, since } = mail.words;
  const title = `${subject}: ${inert(mail.title)}`;
  const minutes = Math.round((mail.now - mail.due) / 60_000);
  const by = untilTime(mail.due, mail.zone, mail.now);
  const of =
    mail.incident !== null && mail.incident !== mail.title
      ? ` (incident “${inert(mail.incident)}”)`
      : '';
  const ago = minutes < 1 ? '' : `, ${formatMinutes(minutes)} ago`;
  const state = since
    ? `“${inert(mail.title)}” ${since} ${by}${ago}, and nobody has acknowledged it.`
    : `“${inert(mail.title)}”${of} was due at ${by}${ago}.`;
  return teamMail({
    ...{ page: mail.page, title, paragraphs: [state, advice] },
    ...{ button, link: mail.link },
  });
}
