import { EMAIL, type RenderedMessage } from '../../../../db/schema/index.ts';
import { wordsIn } from '../../../../site/locales/words.ts';
import { senderNameOf } from '../../../../templates/email/frame.ts';
import type { Signer } from '../../../core/secret.ts';
import { namedSender } from '../../../domain/delivery/sender-name.ts';
import { addressOf } from '../../../domain/page/address.ts';
import type { Batch, Channel } from '../../port/channel.ts';
import type { Mailer } from '../../port/mailer.ts';
import { composer } from './compose.ts';
import { mailOf } from './render.ts';

export { EMAIL };

/** Notifies subscribers by email. */
export function emailChannel(given: {
  mailer: Mailer;
  signer: Signer;
  baseUrl: string;
  from: string;
}): Channel {
  const { mailer, baseUrl, from } = given;
  const composers = new WeakMap<RenderedMessage, ReturnType<typeof composer>>();
  const composerOf = ({ notification, message }: Batch) => {
    const compose = composers.get(message) ?? composer(given, notification, message);
    composers.set(message, compose);
    return compose;
  };
  return {
    name: EMAIL,
    limits: mailer,
    async render(event, locale) {
      const { name, locale: own } = event.page;
      const sender = namedSender(from, senderNameOf(wordsIn(own), name));
      return { from: sender, ...(await mailOf(addressOf(event.page, baseUrl), event, locale)) };
    },
    async deliver(batch, key, { request, watch }) {
      const mails = await Promise.all(batch.recipients.map(composerOf(batch)));
      return request(() => mailer.send(mails, key, watch));
    },
    lastAcceptedAt: () => mailer.lastAcceptedAt?.() ?? 0,
  };
}
