import { namedSender } from '../../../domain/delivery/sender-name.ts';
import type { DirectMailer } from '../../port/channel.ts';
import { type Mailer, plainText } from '../../port/mailer.ts';
import { automatic } from './compose.ts';

export const directMailer = (given: { mailer: Mailer; from: string }): DirectMailer => ({
  send({ pageId, id, to, senderName, subject, html, text }, key) {
    const from = senderName ? namedSender(given.from, senderName) : given.from;
    const words = { subject, html: plainText(html), text: plainText(text) };
    return given.mailer.send([{ pageId, id, to, from, ...words, headers: automatic }], key);
  },
  lastAcceptedAt: () => given.mailer.lastAcceptedAt?.() ?? 0,
});
