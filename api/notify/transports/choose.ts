import type { Db } from '../../../db/client.ts';
import type { Config } from '../../env.ts';
import type { Mailer } from '../mailer.ts';
import { localMailbox } from './local.ts';
import { resendMailer } from './resend.ts';

/** The edge's ways out for mail: Workers open no SMTP connections (api/env.ts refuses to). */
export function chooseMailer(
  config: Config,
  given: { db: Db; newId: () => string; clock: () => number },
): Mailer {
  return config.resend
    ? resendMailer({ ...config.resend, from: config.mailFrom, replyTo: config.mailReplyTo })
    : localMailbox(given);
}
