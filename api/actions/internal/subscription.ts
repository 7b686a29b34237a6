import { insertDirectMails } from '../../../db/direct-mail/direct-mail.ts';
import { type Statement, write } from '../../../db/engine/write.ts';
import {
  endSubscription,
  hasSubscription,
  type InternalReader,
  internalRecipients,
  subscribe,
  unsubscribeFrom,
} from '../../../db/internal/subscription.ts';
import { findPage } from '../../../db/page/page.ts';
import type { InternalUpdateRow } from '../../../db/room/card.ts';
import type { IncidentRow } from '../../../db/room/event.ts';
import { readLinks } from '../../../db/room/plan.ts';
import { internalUpdateMail } from '../../../templates/email/internal/update.ts';
import type { Deps } from '../../context/deps.ts';
import { type InternalTopic, internalTopics } from '../../domain/internal/topics.ts';
import { addressOf } from '../../domain/page/address.ts';
import { sharedLinks } from '../../domain/room/link.ts';

/** Subscribes a reader of the internal page to exactly these topics. */
export async function chooseInternalUpdates(
  deps: Pick<Deps, 'db' | 'clock' | 'newId'>,
  pageId: string,
  reader: InternalReader,
  wanted: readonly InternalTopic[],
): Promise<void> {
  await write(
    deps.db,
    internalTopics.map((audience) =>
      wanted.includes(audience)
        ? subscribe(deps.db, {
            ...{ id: deps.newId(), pageId, ...reader, audience },
            createdAt: deps.clock(),
          })
        : unsubscribeFrom(deps.db, pageId, reader, audience),
    ),
  );
}

export type InternalMailer = Pick<Deps, 'db' | 'newId' | 'signer'> & {
  config: { baseUrl: string };
};

const PURPOSE = 'internal-unsubscribe';

/** The page, by its `url`, where one subscription ends. */
export const unsubscribeAddress = async (
  deps: Pick<Deps, 'signer'>,
  { pageId, url, id }: { pageId: string; url: string; id: string },
): Promise<string> =>
  `${url}/internal/unsubscribe/${id}.${await deps.signer.sign(PURPOSE, pageId, id)}`;

/**
 * One mail to each person who subscribed to updates of this audience, for the batch that stores the
 * update: each gets it exactly once. Subscribers of the public page are never among them.
 */
export async function internalUpdateMails(
  deps: InternalMailer,
  incident: IncidentRow,
  update: Omit<InternalUpdateRow, 'seq'>,
): Promise<Statement[]> {
  const { pageId, incidentId, audience, createdAt: now } = update;
  const people = await internalRecipients(deps.db, { pageId, incidentId, audience });
  const page = people.length > 0 ? await findPage(deps.db, pageId) : null;
  if (!page) return [];
  const url = addressOf(page, deps.config.baseUrl);
  const { links, settings } = await readLinks(deps.db, incident);
  const { bridge } = sharedLinks(links, settings);
  const mails = people.map(async ({ id, email }) => {
    const mail = await internalUpdateMail({
      ...{ page: { ...page, url }, locale: page.locale, zone: page.timeZone },
      ...{ incident, update },
      link: `${url}/internal/incidents/${incidentId}`,
      bridge: bridge?.url ?? null,
      unsubscribe: await unsubscribeAddress(deps, { pageId, url, id }),
    });
    return { id: deps.newId(), pageId, kind: 'internal_update', to: email, ...mail };
  });
  return insertDirectMails(deps.db, await Promise.all(mails), now);
}

/** The subscription behind an unsubscribe link; null where the link is not genuine. */
export async function subscriptionOfToken(
  deps: Pick<Deps, 'db' | 'signer'>,
  pageId: string,
  token: string,
): Promise<{ id: string; isActive: boolean } | null> {
  const [id = '', mac = ''] = token.split('.');
  if (!(await deps.signer.verify(mac, PURPOSE, pageId, id))) return null;
  return { id, isActive: await hasSubscription(deps.db, pageId, id) };
}

/** Ends it. The same where it has ended before. */
export async function endInternalSubscription(
  deps: Pick<Deps, 'db' | 'signer'>,
  pageId: string,
  token: string,
): Promise<boolean> {
  const found = await subscriptionOfToken(deps, pageId, token);
  if (found) await write(deps.db, [endSubscription(deps.db, pageId, found.id)]);
  return found !== null;
}
