import type { DueRow } from '../../../db/obligation/due.ts';
import type { WrittenMail } from '../../../templates/email/frame.ts';
import { acknowledgeMail } from '../../../templates/email/team/acknowledge.ts';
import { reminderMail } from '../../../templates/email/team/reminder.ts';
import { roleMissingMail } from '../../../templates/email/team/role-missing.ts';
import { rolesMissing } from '../../domain/obligation/roles.ts';
import type { EscalatedKind } from '../../domain/obligation/steps.ts';
import { addressOf } from '../../domain/page/address.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';

type Written = (due: DueRow, url: string, now: number) => Promise<WrittenMail>;

const framed = (due: DueRow, url: string, now: number) => ({
  page: { ...due.page, url },
  zone: due.zone,
  now,
});

const mails: Record<EscalatedKind, Written> = {
  acknowledge: (due, url, now) =>
    acknowledgeMail({
      ...framed(due, url, now),
      openedAt: due.openedAt,
      lapsedAt: due.doneAt === null ? null : due.round,
      incident: {
        name: due.name,
        severity: due.severity,
        link: `${url}/admin/incidents/${due.incidentId}`,
      },
    }),
  update_promised: (due, url, now) =>
    reminderMail({
      ...framed(due, url, now),
      due: due.dueAt,
      incident: { name: due.name, link: `${url}/admin/incidents/${due.incidentId}?new` },
    }),
  role_missing: (due, url, now) =>
    roleMissingMail({
      ...framed(due, url, now),
      openedAt: due.openedAt,
      roles: rolesMissing(severityScaleOf(due), due),
      incident: {
        name: due.name,
        severity: due.severity,
        link: `${url}/admin/incidents/${due.incidentId}#roles`,
      },
    }),
};

/** What a step of an obligation tells people. */
export const obligationMail = (due: DueRow, baseUrl: string, now: number): Promise<WrittenMail> =>
  mails[due.kind](due, addressOf(due, baseUrl), now);
