import { insertDirectMail } from '../../../db/direct-mail/direct-mail.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { findPage } from '../../../db/page/page.ts';
import { type SecurityEvent, securityMail } from '../../../templates/email/account.ts';
import type { Deps } from '../../context/deps.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { Actor } from '../../domain/response/role.ts';

export type NoticeDeps = Pick<Deps, 'db' | 'config' | 'clock' | 'newId' | 'wake'>;

/** Mails the person whose account was changed, in the batch of the change; then `deps.wake()`. */
export async function securityNotice(
  deps: NoticeDeps,
  actor: Actor,
  pageId: string,
  person: { id: string; email: string },
  event: SecurityEvent,
): Promise<Statement[]> {
  const page = await findPage(deps.db, pageId);
  if (!page) return [];
  const at = deps.clock();
  const other = actor.kind === 'user' ? actor.name : 'the server’s operator';
  const mail = await securityMail({
    page: { ...page, url: addressOf(page, deps.config.baseUrl) },
    event,
    by: actor.id === person.id ? null : other,
    at,
    zone: page.timeZone,
  });
  const row = { id: deps.newId(), pageId, kind: 'security', to: person.email, ...mail };
  return [insertDirectMail(deps.db, row, at)];
}
