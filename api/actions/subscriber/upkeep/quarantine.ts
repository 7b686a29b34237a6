import { insertDirectMailIfAbsent } from '../../../../db/direct-mail/insert-if-absent.ts';
import { write } from '../../../../db/engine/write.ts';
import {
  type QuarantinedContact,
  quarantinedContacts,
  quarantineSummaries,
} from '../../../../db/subscriber/upkeep/quarantined.ts';
import { deliveriesStoppedMail } from '../../../../templates/email/deliveries-stopped.ts';
import { quarantineSummaryMail } from '../../../../templates/email/team/quarantine-summary.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { shownAddress } from '../../../domain/subscriber/standing.ts';
import { ownerPageOf } from '../owner/owned.ts';
import type { Register } from '../sign-up.ts';

/** The rest is mailed a minute later. */
const AT_ONCE = 100;

/** Tells the contact of each destination that was quarantined once, and owners at most once a day. */
export async function mailAboutQuarantines(deps: Register): Promise<void> {
  const now = deps.clock();
  const contacts = await quarantinedContacts(deps.db, now, AT_ONCE);
  const summaries = await quarantineSummaries(deps.db, now);
  const mails = [
    ...(await Promise.all(contacts.map((contact) => contactMail(deps, contact)))),
    ...(await Promise.all(
      summaries.map(async ({ mailId: id, to, pageId, n, ...of }) => {
        const url = addressOf(of, deps.config.baseUrl);
        const page = { ...of.page, url };
        const consoleUrl = `${url}/admin/subscribers?state=quarantined`;
        return { id, pageId, to, ...(await quarantineSummaryMail({ n, page, consoleUrl })) };
      }),
    )),
  ];
  if (mails.length === 0) return;
  await write(
    deps.db,
    mails.map((mail) => insertDirectMailIfAbsent(deps.db, { kind: 'quarantine', ...mail }, now)),
  );
  deps.wake();
}

async function contactMail(deps: Register, contact: QuarantinedContact) {
  const { mailId: id, pageId, who, answer, pageLocale } = contact;
  const mail = await deliveriesStoppedMail({
    locale: who.locale ?? pageLocale,
    page: { ...contact.page, url: addressOf(contact, deps.config.baseUrl) },
    address: shownAddress(who),
    answer,
    link: (await ownerPageOf(deps, contact, who)) ?? '',
  });
  return { id, pageId, to: who.contactEmail ?? '', ...mail };
}
