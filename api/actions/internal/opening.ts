import { insertDirectMails } from '../../../db/direct-mail/direct-mail.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { internalRecipients } from '../../../db/internal/subscription.ts';
import { findPage } from '../../../db/page/page.ts';
import { internalOpeningMail } from '../../../templates/email/internal/opening.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { OpenedIncident } from '../incident/publish-options.ts';
import { type InternalMailer, unsubscribeAddress } from './subscription.ts';

/**
 * One mail to each person who asked for internal incidents, for the batch that opens one. A public
 * incident goes to the subscribers of the public page; a restricted one names only its opener yet.
 */
export async function openingMails(
  deps: InternalMailer,
  incident: OpenedIncident,
  report: { body: string; by: string },
): Promise<Statement[]> {
  const { id: incidentId, pageId, kind, audience, createdAt: now } = incident;
  if (audience !== 'internal' || kind !== 'incident') return [];
  const people = await internalRecipients(deps.db, { pageId, incidentId, audience: 'openings' });
  const page = people.length > 0 ? await findPage(deps.db, pageId) : null;
  if (!page) return [];
  const url = addressOf(page, deps.config.baseUrl);
  const link = `${url}/internal/incidents/${incidentId}`;
  const mails = people.map(async ({ id, email }) => {
    const unsubscribe = await unsubscribeAddress(deps, { pageId, url, id });
    const about = { page: { ...page, url }, locale: page.locale, incident, ...report };
    const mail = await internalOpeningMail({ ...about, link, unsubscribe });
    return { id: deps.newId(), pageId, kind: 'internal_update', to: email, ...mail };
  });
  return insertDirectMails(deps.db, await Promise.all(mails), now);
}
