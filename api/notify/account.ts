import { isSending, storeAccount } from '../../db/channel/channel.ts';
import type { Deps } from '../context/deps.ts';

/** Whether mail would be taken, and how much of it: known before anybody publishes. */
export async function checkAccount(deps: Pick<Deps, 'db' | 'mailer' | 'log'>): Promise<void> {
  // A mail server counts connections: those that send are enough, and tell as much.
  if (deps.mailer.name === 'smtp' && (await isSending(deps.db))) return;
  const said = await deps.mailer.account?.();
  if (!said) return;
  if (said.trouble !== null) deps.log('error', 'mail waits', { trouble: said.trouble });
  await storeAccount(deps.db, said);
}
