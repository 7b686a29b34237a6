import type { Outcome } from '../domain/delivery.ts';

/** One finished mail to one person. `headers` never holds From, To, Subject or Message-ID. */
export type Mail = {
  pageId: string;
  /** The same for every copy of this mail: what a Message-ID is made of. */
  id: string;
  to: string;
  from: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
};

/** A way out for mail. */
export type Mailer = {
  name: 'local' | 'resend' | 'smtp';
  /** How many recipients a chunk has. */
  maxBatch: number;
  /** How many chunks are on their way at the same time. */
  lanes: number;
  /**
   * Whether the same key makes a retry of the identical batch harmless. Without it mails go one by
   * one, each recorded before the next.
   */
  keyed: boolean;
  send(mails: Mail[], key: string): Promise<Outcome>;
};
