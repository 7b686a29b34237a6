import type { Db } from '../../../../db/engine/client.ts';
import type { Config } from '../../../core/config.ts';
import type { Mailer } from '../../port/mailer.ts';
import { localMailbox } from './local.ts';
import { resendMailer } from './resend.ts';

/** The mailer on Workers, which open no SMTP connections (api/core/env.ts rejects SMTP_URL there). */
export function chooseMailer(
  config: Config,
  given: { db: Db; newId: () => string; clock: () => number },
): Mailer {
  return config.resend
    ? resendMailer({ ...config.resend, from: config.mailFrom, replyTo: config.mailReplyTo })
    : localMailbox(given);
}
