import type { DueRow } from '../../../db/obligation/due.ts';
import type { WrittenMail } from '../../../templates/email/frame.ts';
import { acknowledgeMail } from '../../../templates/email/team/acknowledge.ts';
import { dueMail } from '../../../templates/email/team/due.ts';
import { reminderMail } from '../../../templates/email/team/reminder.ts';
import { roleMissingMail } from '../../../templates/email/team/role-missing.ts';
import { markedLike } from '../../domain/drill/name.ts';
import { type ItemObligation, itemKindOf } from '../../domain/obligation/item-kinds.ts';
import type { ObligationKind } from '../../domain/obligation/obligation.ts';
import { rolesMissing } from '../../domain/obligation/roles.ts';
import { placeOf } from '../../domain/obligation/words.ts';
import { addressOf } from '../../domain/page/address.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';

/** Facts for a mail. */
type Due = Omit<DueRow, 'taken'>;
type Written = (due: Due, url: string, now: number) => Promise<WrittenMail>;

const framed = (due: Due, url: string, now: number) => ({
  page: { ...due.page, url },
  zone: due.zone,
  now,
});

const mails: Record<Exclude<ObligationKind, ItemObligation>, Written> = {
  acknowledge: (due, url, now) =>
    acknowledgeMail({
      ...framed(due, url, now),
      openedAt: due.openedAt,
      lapsedAt: due.doneAt === null ? null : due.round,
      escalatedBy: due.escalatedAt === null ? null : due.escalatedBy,
      incident: {
        name: due.name,
        severity: due.severity,
        link: url + placeOf(due),
        bridge: due.bridge,
      },
    }),
  update_promised: (due, url, now) =>
    reminderMail({
      ...framed(due, url, now),
      due: due.dueAt,
      incident: { name: due.name, link: url + placeOf(due) },
    }),
  role_missing: (due, url, now) =>
    roleMissingMail({
      ...framed(due, url, now),
      openedAt: due.openedAt,
      roles: rolesMissing(severityScaleOf(due), due),
      incident: {
        name: due.name,
        severity: due.severity,
        link: url + placeOf(due),
      },
    }),
};

/** The mail of a step. */
export function obligationMail(due: Due, baseUrl: string, now: number): Promise<WrittenMail> {
  const url = addressOf(due, baseUrl);
  const item = itemKindOf(due.kind);
  return item
    ? dueMail({
        ...framed(due, url, now),
        ...{ title: markedLike(due.name, due.title), words: item.mail, link: url + placeOf(due) },
        ...{ due: due.deadline ?? due.dueAt, incident: due.incidentId && due.name },
      })
    : mails[due.kind as keyof typeof mails](due, url, now); // every other kind
}
