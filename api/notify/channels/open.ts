import type { Signer } from '../../core/secret.ts';
import type { Mailer } from '../port/mailer.ts';
import type { SenderDeps } from '../port/sending.ts';
import { emailChannel } from './email/channel.ts';
import { directMailer } from './email/direct-mailer.ts';

/** All channels. Add a new one here. */
export const openChannels = (given: {
  mailer: Mailer;
  signer: Signer;
  /** Absolute, without a trailing slash: the origin of links, unless the page has its own. */
  baseUrl: string;
  from: string;
}): Pick<SenderDeps, 'channels' | 'directMailer'> => ({
  channels: [emailChannel(given)],
  directMailer: directMailer(given),
});
