import { notifyOwners, ownersToNotify } from '../../db/channel/operators.ts';
import { channelMail } from '../../templates/email/channel-stopped.ts';
import type { Deps } from '../context/deps.ts';
import { addressOf } from '../domain/page/address.ts';

/** Mails the owners once for each time that a circuit opens. */
export async function notifyOperators(
  deps: Pick<Deps, 'db' | 'config' | 'clock' | 'wake'>,
): Promise<void> {
  const { db, config } = deps;
  const channels = await ownersToNotify(db);
  for (const { owners, ...channel } of channels) {
    const url = addressOf(channel, config.baseUrl);
    const mail = await channelMail({
      ...channel,
      page: { ...channel.page, url },
      consoleUrl: `${url}/admin/mail`,
    });
    await notifyOwners(db, channel, owners, mail, deps.clock());
  }
  if (channels.length > 0) deps.wake();
}
