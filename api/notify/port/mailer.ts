import type { Outcome } from '../../domain/delivery/delivery.ts';

/** One finished mail to one person. `headers` never holds From, To, Subject or Message-ID. */
export type Mail = {
  pageId: string;
  /** The same for every copy of this mail: what a Message-ID is made of. */
  id: string;
  /** The domain of its Message-ID; absent: that of the transport. */
  idHost?: string;
  to: string;
  from: string;
  subject: string;
  html: Text;
  text: Text;
  headers: Record<string, string>;
};

/**
 * What is the same in every mail of a fan-out, cut where something of one person's own stands: one
 * piece more than those. A transport need not look at the same text a hundred times.
 */
export type Text = { pieces: readonly string[]; own: readonly string[] };

export const plainText = (text: string): Text => ({ pieces: [text], own: [] });

export const inFull = ({ pieces, own }: Text): string => {
  let text = pieces[0] ?? '';
  for (let i = 0; i < own.length; i++) text += (own[i] ?? '') + (pieces[i + 1] ?? '');
  return text;
};

/** Of a mail that may take long. */
export type Watch = {
  /** Called once the far end has greeted, and is asked about the recipient. */
  onBegin: () => void;
  /** Gives up a mail whose text has not been handed over: the outcome is then about `slow`. */
  signal: AbortSignal;
};

/** A way out for mail. */
export type Mailer = {
  name: 'local' | 'resend' | 'smtp';
  /** How many recipients a chunk has. */
  maxBatch: number;
  /** How many calls are on their way at the same time. */
  callsAtOnce: number;
  /**
   * Whether the same key makes a retry of the identical batch harmless. Without it mails go one by
   * one, each recorded before the next.
   */
  keyed: boolean;
  send(mails: Mail[], key: string, watch?: Watch): Promise<Outcome>;
  /** When the far end last took a mail, by this process's clock (UTC ms); 0 before the first. */
  lastTaken?: () => number;
  /** Asks the far end, without sending anything; absent where there is nobody to ask. */
  account?: () => Promise<Account>;
};

/** What a far end says of us: whether it would take our mail, and how much. */
export type Account = {
  /** Why it would not, and what to do; null when it would. */
  trouble: string | null;
  /** How many mails it will still take, and until when (UTC ms); null where it counts none. */
  left: number | null;
  until: number | null;
};
