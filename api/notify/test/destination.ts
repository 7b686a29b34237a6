import type { Page } from '../../../db/page/page.ts';
import type { Subscriber } from '../../../db/subscriber/subscriber.ts';
import { Problem } from '../../core/problem.ts';
import { ADDRESS_PURPOSE } from '../../domain/destination/purposes.ts';
import { testEvent } from '../channels/update/test-event.ts';
import type { ChannelAnswer } from '../port/channel.ts';
import type { SenderDeps } from '../port/sending.ts';

/** Sends a test message to a webhook or a chat at once. */
export async function testDestination(
  deps: Pick<SenderDeps, 'channels' | 'encryption' | 'newId'> & { clock: () => number },
  page: Page,
  who: Subscriber,
): Promise<ChannelAnswer> {
  const channel = deps.channels.find(({ name }) => name === who.channel);
  const address = who.address && (await deps.encryption.decrypt(ADDRESS_PURPOSE, who.address));
  if (!channel || !address)
    throw new Problem('conflict', 'This address can’t be used any more. Subscribe it again.');
  const [id, incidentId] = [deps.newId(), deps.newId()];
  const event = testEvent(page, { incidentId, locale: who.locale, now: deps.clock() });
  const message = { ...(await channel.render(event, who.locale)), translated: {} };
  const { id: pageId, baseUrl, idOrigin, locale: pageLocale } = page;
  const notification = { id, pageId, incidentId, idOrigin, baseUrl, pageLocale };
  const recipients = [{ ...who, address }];
  // Rows of the channel are about messages of incidents: a test has none.
  return channel.deliver({ notification, message, recipients }, id, { request: (send) => send() });
}
