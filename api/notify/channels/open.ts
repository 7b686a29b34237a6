import type { Db } from '../../../db/engine/client.ts';
import type { Encryption } from '../../core/encryption.ts';
import type { Signer } from '../../core/secret.ts';
import type { SendRequest } from '../../network/outgoing/request.ts';
import type { Mailer } from '../port/mailer.ts';
import type { SenderDeps } from '../port/sending.ts';
import { discordChannel } from './discord/channel.ts';
import { emailChannel } from './email/channel.ts';
import { directMailer } from './email/direct-mailer.ts';
import { noticePoster } from './notice/post.ts';
import { slackChannel } from './slack/channel.ts';
import { teamsChannel } from './teams/channel.ts';
import { webhookChannel } from './webhook/channel.ts';

/** All channels. Add a new one here. */
export const openChannels = (given: {
  mailer: Mailer;
  db: Db;
  encryption: Encryption;
  /** Requests to addresses that others chose. */
  send: SendRequest;
  slackApi: string;
  signer: Signer;
  /** Absolute, without a trailing slash: the origin of links, unless the page has its own. */
  baseUrl: string;
  from: string;
}): Pick<SenderDeps, 'channels' | 'directMailer'> => ({
  channels: [
    emailChannel(given),
    webhookChannel(given),
    slackChannel(given),
    teamsChannel(given),
    discordChannel(given),
  ],
  directMailer: { ...directMailer(given), post: noticePoster(given.send) },
});
