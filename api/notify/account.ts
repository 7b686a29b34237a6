import { isSending, storeAccount } from '../../db/channel/channel.ts';
import type { Deps } from '../context/deps.ts';
import { EMAIL } from './channels/email/channel.ts';

/** Records whether the provider accepts our mail, and how much of it, before anybody publishes. */
export async function checkAccount(deps: Pick<Deps, 'db' | 'mailer' | 'log'>): Promise<void> {
  // An SMTP server counts connections, and the ones that send already show whether it works.
  if (deps.mailer.name === 'smtp' && (await isSending(deps.db, EMAIL))) return;
  const account = await deps.mailer.account?.();
  if (!account) return;
  if (account.trouble !== null) deps.log('error', 'mail waits', { trouble: account.trouble });
  await storeAccount(deps.db, EMAIL, account);
}
