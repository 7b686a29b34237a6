import { pausedWorkspaceOwners } from '../../db/channel/chat-workspace.ts';
import { notifyOwners, ownersToNotify } from '../../db/channel/operators.ts';
import { insertDirectMail } from '../../db/direct-mail/direct-mail.ts';
import { write } from '../../db/engine/write.ts';
import { channelMail } from '../../templates/email/team/channel-stopped.ts';
import { workspacePausedMail } from '../../templates/email/team/workspace-paused.ts';
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
  const hasNotified = await notifyAboutWorkspaces(deps);
  if (channels.length > 0 || hasNotified) deps.wake();
}

/** Mails the owners once for each time that a chat workspace refuses its token. */
async function notifyAboutWorkspaces(
  deps: Pick<Deps, 'db' | 'config' | 'clock'>,
): Promise<boolean> {
  const { db, config } = deps;
  const owners = await pausedWorkspaceOwners(db);
  const mails = await Promise.all(
    owners.map(async ({ mailId: id, to, pageId, workspace, reason, ...of }) => {
      const url = addressOf(of, config.baseUrl);
      const page = { ...of.page, url };
      const consoleUrl = `${url}/admin/settings/chat`;
      const mail = await workspacePausedMail({ workspace, reason: reason ?? '', page, consoleUrl });
      return { id, pageId, kind: 'operator', to, ...mail };
    }),
  );
  if (mails.length > 0)
    await write(
      db,
      mails.map((mail) => insertDirectMail(db, mail, deps.clock())),
    );
  return owners.length > 0;
}
