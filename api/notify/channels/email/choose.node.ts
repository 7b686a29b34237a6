import type { Db } from '../../../../db/engine/client.ts';
import type { SenderConfig } from '../../../core/config.ts';
import type { Mailer } from '../../port/mailer.ts';
import { localMailbox } from './local.ts';
import { resendMailer } from './resend.ts';
import { smtpMailer } from './smtp.node.ts';

/** The mailer that the configuration names; without one, the local mailbox under /admin/mail. */
export function chooseMailer(
  config: SenderConfig,
  given: { db: Db; newId: () => string; clock: () => number },
): Mailer {
  if (config.resend)
    return resendMailer({ ...config.resend, from: config.mailFrom, replyTo: config.mailReplyTo });
  if (config.smtpUrl)
    return smtpMailer({
      url: config.smtpUrl,
      host: new URL(config.baseUrl).hostname,
      replyTo: config.mailReplyTo,
    });
  return localMailbox(given);
}
