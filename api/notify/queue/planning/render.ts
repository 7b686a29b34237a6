import { type Notification, textFacts } from '../../../../db/delivery/notification.ts';
import type { RenderedMessages } from '../../../../db/delivery/rendered-message.ts';
import { EMAIL, type RenderedMessage, type Translated } from '../../../../db/schema/index.ts';
import { channelsInUse } from '../../../../db/subscriber/channels.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import type { Channel, NotifiedUpdate } from '../../port/channel.ts';
import type { SenderDeps } from '../../port/sending.ts';

/**
 * Renders a notification for email and each other channel that the page has subscribers of, in every
 * language that one uses.
 */
export async function renderNotification(
  deps: Pick<SenderDeps, 'db' | 'channels'>,
  notification: Notification,
): Promise<RenderedMessages> {
  const { page, incident, components, supersededUpdates, locales } = await textFacts(
    deps.db,
    notification,
  );
  const update = incident?.updates.find((candidate) => candidate.id === notification.updateId);
  if (!page || !incident || !update) throw new Error('its update is gone');
  const isDigest = notification.kind === 'digest';
  const correctedAt = notification.kind === 'update' || isDigest ? null : update.correctedAt;
  const event: NotifiedUpdate = {
    page,
    incident,
    update,
    correctedAt,
    components,
    supersededUpdates,
    isDigest,
  };
  const byChannel: RenderedMessages['byChannel'] = {};
  const used = await channelsInUse(
    deps.db,
    page.id,
    deps.channels.map(({ name }) => name),
  );
  for (const channel of deps.channels.filter(({ name }) => name === EMAIL || used.has(name)))
    byChannel[channel.name] = await messageOf(channel, event, locales);
  return { revision: incident.revision, byChannel };
}

async function messageOf(
  channel: Channel,
  event: NotifiedUpdate,
  locales: readonly Locale[],
): Promise<RenderedMessage> {
  const translated: Translated = {};
  for (const locale of locales) {
    const { from: _, ...message } = await channel.render(event, locale);
    translated[locale] = message;
  }
  return { ...(await channel.render(event, null)), translated };
}
