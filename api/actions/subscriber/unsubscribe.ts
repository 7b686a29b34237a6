import { insertDirectMail } from '../../../db/direct-mail/direct-mail.ts';
import { write } from '../../../db/engine/write.ts';
import { findPage } from '../../../db/page/page.ts';
import { takeAttempts } from '../../../db/subscriber/attempt.ts';
import {
  findSubscriber,
  leaveSubscriber,
  type Subscriber,
} from '../../../db/subscriber/subscriber.ts';
import { leaveListMail } from '../../../templates/email/leave-list.ts';
import { idIn, isGenuine, linkFor } from '../../auth/link.ts';
import { addressOf } from '../../domain/page/address.ts';
import { DAY, HOUR } from '../../domain/time/time.ts';
import type { Register } from './sign-up.ts';
import { isListOf } from './subscriber.ts';
import { asSubscriber, saveSubscriber } from './subscriber-audit.ts';

/**
 * Unsubscribes at once; a repeated call has no effect. A mailing list must confirm by email first,
 * unless the token is from that email. `unknown` for a link that is not genuine; the link of a
 * removed subscriber is.
 */
export async function unsubscribe(
  deps: Register,
  pageId: string,
  purpose: 'manage' | 'unsubscribe',
  token: string,
): Promise<'left' | 'asked' | 'unknown'> {
  const who = await findSubscriber(deps.db, pageId, { id: idIn(token) });
  const holder = who ?? { pageId, id: idIn(token), epoch: 1 };
  const isConfirmed = await isGenuine(deps.signer, 'leave-list', holder, token);
  if (!isConfirmed && !(await isGenuine(deps.signer, purpose, holder, token))) return 'unknown';
  if (!who || who.state === 'unsubscribed') return 'left';
  if (isListOf(who) && !isConfirmed) {
    await askList(deps, who);
    return 'asked';
  }
  await saveSubscriber(deps, { who, action: 'leave', actor: asSubscriber(who) }, [
    leaveSubscriber(deps.db, who.id, deps.clock()),
  ]);
  return 'left';
}

/** Mails the list a link that unsubscribes it; at most one an hour, and three a day. */
async function askList(deps: Register, who: Subscriber): Promise<void> {
  const page = await findPage(deps.db, who.pageId);
  if (!page) return;
  const now = deps.clock();
  const key = `leave-list:${who.id}`;
  const limits = [
    { key, limit: 1, window: HOUR },
    { key: `${key}:day`, limit: 3, window: DAY },
  ];
  if ((await takeAttempts(deps.db, limits, now)).until !== null) return;
  const baseUrl = addressOf(page, deps.config.baseUrl);
  const locale = who.locale === page.locale ? null : who.locale;
  const mail = await leaveListMail({
    locale: locale ?? page.locale,
    page: { ...page, url: `${baseUrl}/${locale ?? ''}` },
    email: who.email,
    link: await linkFor({ signer: deps.signer, baseUrl }, 'leave-list', who, locale),
  });
  await write(deps.db, [
    insertDirectMail(
      deps.db,
      { id: deps.newId(), pageId: page.id, kind: 'leave', to: who.email, ...mail },
      now,
    ),
  ]);
  deps.wake();
}
