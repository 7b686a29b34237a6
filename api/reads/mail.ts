import { isEmail, listChannels } from '../../db/channel/channel.ts';
import { commonestFailures, failedPeople } from '../../db/delivery/failed.ts';
import { countAttempts, listAttempts } from '../../db/delivery/log/attempts.ts';
import {
  directMailWaiting,
  findProgress,
  listMails,
  listNotifications,
} from '../../db/delivery/mailbox.ts';
import { failedConfirmations } from '../../db/direct-mail/dead-direct-mail.ts';
import type { Db } from '../../db/engine/client.ts';
import { notFound } from '../core/problem.ts';
import { commonestReasons } from '../domain/delivery/reason.ts';
import { can } from '../domain/response/permissions.ts';
import type { Actor } from '../domain/response/role.ts';
import type { Mailer } from '../notify/port/mailer.ts';
import { listPlaceIn } from './subscriber/list.ts';

const PER_PAGE = 50;

type Deps = { db: Db; mailer: Pick<Mailer, 'name'> };

export type MailOverview = Awaited<ReturnType<typeof readMail>>;

/** Mailed updates, newest first, and the local mailbox for members who may read it. Pages count from 1. */
export async function readMail(
  { db, mailer }: Deps,
  { actor, pageId, page }: { actor: Actor; pageId: string; page: number },
) {
  const query = { page, limit: PER_PAGE };
  const isReader = can(actor, 'mail.read', { id: pageId });
  const [sent, mails, waiting, channels, unconfirmed] = await Promise.all([
    listNotifications(db, pageId, query),
    mailer.name === 'local' && isReader ? listMails(db, pageId, query) : [],
    directMailWaiting(db, pageId),
    listChannels(db),
    failedConfirmations(db, pageId),
  ]);
  const failed = sent.filter((one) => one.failed > 0).map(({ id }) => id);
  const reasons = await commonestFailures(db, failed);
  const [why] = commonestReasons(unconfirmed.map(({ reason }) => ({ reason, people: 1 })));
  return {
    transport: mailer.name,
    page,
    notifications: sent
      .slice(0, PER_PAGE)
      .map((one) => ({ ...one, reason: reasons.get(one.id) ?? null })),
    mails: mails.slice(0, PER_PAGE),
    waiting,
    unconfirmed: { count: unconfirmed.length, reason: why?.reason ?? '' },
    channels,
    email: channels.find(isEmail),
    more: sent.length > PER_PAGE || mails.length > PER_PAGE,
  };
}

export type FailedMail = Awaited<ReturnType<typeof readFailedMail>>;

/** `chosen`: only attempts on this channel with this outcome; null for all. */
type FailedMailQuery = {
  id: string;
  page: number;
  before?: string;
  chosen: { channel: string; outcome: string } | null;
};

/** The people whom one update's mail did not reach, each with the reason. */
export async function readFailedMail(
  db: Db,
  pageId: string,
  { id, page, before, chosen }: FailedMailQuery,
) {
  const notification = await findProgress(db, pageId, id);
  if (!notification) throw notFound('mail');
  const place = before ? listPlaceIn(before) : undefined;
  const [people, reasons, attempts, counts] = await Promise.all([
    failedPeople(db, id, { page, limit: PER_PAGE }),
    commonestFailures(db, [id]),
    listAttempts(
      db,
      { pageId, notificationId: id },
      { limit: PER_PAGE, only: chosen, ...(place && { before: place }) },
    ),
    countAttempts(db, pageId, id),
  ]);
  const last = attempts.length > PER_PAGE ? attempts[PER_PAGE - 1] : undefined;
  return {
    notification: { ...notification, reason: reasons.get(id) ?? null },
    people: people.slice(0, PER_PAGE),
    page,
    more: people.length > PER_PAGE,
    attempts: attempts.slice(0, PER_PAGE),
    attemptCounts: counts,
    chosen,
    olderAttempts: last ? `${last.at}.${last.id}` : null,
  };
}
