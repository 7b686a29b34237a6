import type { Outcome } from '../../domain/delivery/delivery.ts';
import type { Limits, Watch } from './channel.ts';

/** A complete mail to one person. `headers` never contains From, To, Subject or Message-ID. */
export type Mail = {
  pageId: string;
  /** Stays the same when the mail is sent again: the Message-ID is derived from it. */
  id: string;
  /** The domain of its Message-ID; the transport's own if absent. */
  idHost?: string;
  to: string;
  from: string;
  subject: string;
  html: Text;
  text: Text;
  headers: Record<string, string>;
};

/**
 * Text that all mails of a fan-out share, cut at the personal parts: there is one more piece than
 * parts. A transport can process each piece once.
 */
export type Text = { pieces: readonly string[]; own: readonly string[] };

export const plainText = (text: string): Text => ({ pieces: [text], own: [] });

export const inFull = ({ pieces, own }: Text): string => {
  let text = pieces[0] ?? '';
  for (let i = 0; i < own.length; i++) text += (own[i] ?? '') + (pieces[i + 1] ?? '');
  return text;
};

/** Delivers mail by one provider. */
export type Mailer = Limits & {
  name: 'local' | 'resend' | 'smtp';
  send(mails: Mail[], key: string, watch?: Watch): Promise<Outcome>;
  /** When the provider last accepted a mail, by this process's clock (UTC ms); 0 before the first. */
  lastAcceptedAt?: () => number;
  /** Asks the provider without sending anything; absent where that is impossible. */
  account?: () => Promise<Account>;
};

/** What the provider reports about our account. */
export type Account = {
  /** Why it rejects our mail, and what to do; null when it accepts it. */
  trouble: string | null;
  /** How many mails are left in the quota, and until when (UTC ms); null without a quota. */
  left: number | null;
  until: number | null;
};
