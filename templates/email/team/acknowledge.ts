import { formatMinutes } from '../../words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { untilTime } from '../when.ts';
import { teamMail } from './team-mail.ts';

/**
 * Tells a member of the team that nobody acknowledged an incident in time, or that nobody wrote
 * anything since and the acknowledgment lapsed. Instants in UTC ms.
 */
export function acknowledgeMail(mail: {
  page: MailPage;
  zone: string;
  /** `bridge` is where the team meets; empty without an address. */
  incident: { name: string; severity: string | null; link: string; bridge: string };
  openedAt: number;
  lapsedAt: number | null;
  /** Who asked for more people; null where nobody did. */
  escalatedBy: string | null;
  now: number;
}): Promise<WrittenMail> {
  const name = inert(mail.incident.name);
  const severity = mail.incident.severity ? ` (${mail.incident.severity})` : '';
  const ago = (at: number) => formatMinutes(Math.max(1, Math.round((mail.now - at) / 60_000)));
  const since = untilTime(mail.openedAt, mail.zone, mail.now);
  const by = mail.escalatedBy === null ? null : inert(mail.escalatedBy);
  const isLapsed = by === null && mail.lapsedAt !== null;
  const title = `${by !== null ? 'Escalated:' : isLapsed ? 'Still working on it?' : 'Not acknowledged:'} ${name}`;
  const state =
    by !== null
      ? `${by} escalated “${name}”${severity} and asks for your help. It was opened ${ago(mail.openedAt)} ago, at ${since}.`
      : isLapsed
        ? `Nobody has written anything about “${name}”${severity} for a while, so its acknowledgment lapsed. It was opened ${ago(mail.openedAt)} ago, at ${since}.`
        : `“${name}”${severity} was opened ${ago(mail.openedAt)} ago, at ${since}, and nobody has acknowledged it.`;
  const advice =
    by !== null
      ? 'Acknowledge it when you can help, so that nobody else is notified.'
      : isLapsed
        ? 'If you’re working on it, acknowledge it again or post an update, so that nobody else is notified.'
        : 'If you’re working on it, acknowledge it, so that nobody else is notified.';
  return teamMail({
    ...{ page: mail.page, title, paragraphs: [state, advice] },
    ...{ button: 'Open incident', link: mail.incident.link },
    ...(mail.incident.bridge
      ? { second: { label: 'Join bridge', link: mail.incident.bridge } }
      : {}),
  });
}
