import type { Component } from '../../../db/component/component.ts';
import type { ClaimedBatch } from '../../../db/delivery/batch/claim.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { Page } from '../../../db/page/page.ts';
import type {
  ChannelMessage,
  ChannelName,
  DirectMail,
  Recipient,
  RenderedMessage,
} from '../../../db/schema/index.ts';
import type { Outcome } from '../../domain/delivery/delivery.ts';
import type { RetrySchedule } from '../../domain/delivery/destination-verdict.ts';
import type { Locale } from '../../domain/text/locale.ts';

/** A way to notify subscribers. This is all that the queue knows of it. */
export type Channel = {
  /** Its batches and its rate limit are stored under this name, which must not change. */
  name: ChannelName;
  limits: Limits;
  /** Called once per language when planning begins; the result is stored. Null: the page's own language. */
  render(event: NotifiedUpdate, locale: Locale | null): Promise<ChannelMessage & { from: string }>;
  /** Makes one call. Retries of the same bytes have the same key. Never throws for what the provider answers. */
  deliver(batch: Batch, key: string, call: Call): Promise<ChannelAnswer>;
  /**
   * For a channel with `perHost` and without keys: what became of a call that a crash interrupted.
   * Without it, and for `ambiguous`, nobody knows, and it is not sent again.
   */
  recover?(batch: Batch, key: string): Promise<ChannelAnswer>;
  /** What the only recipient of a batch is sent, as JSON; null without an address. */
  payload?(batch: Batch): Promise<string | null>;
  /** For a channel with `perHost`: when to try again. */
  retry?: RetrySchedule;
  /** When the provider last accepted a message, by this process's clock (UTC ms); 0 before the first. */
  lastAcceptedAt?: () => number;
};

/** Read before each call, since a provider may change them. */
export type Limits = {
  /** The most recipients in one batch. */
  readonly maxBatch: number;
  /** The most calls at the same time. */
  readonly maxConcurrency: number;
  /**
   * True when the provider ignores a repeated batch with the same key. Otherwise messages are sent
   * one by one, and each is recorded before the next.
   */
  readonly keyed: boolean;
  /**
   * The most calls at the same time to one host (`subscriber.hostKey`). Such a channel has one
   * recipient in a batch, and a circuit breaker for each host.
   */
  readonly perHost?: number;
};

/** The outcome of a call, and what is recorded of it. */
export type ChannelAnswer = Outcome & {
  /** HTTP status and the beginning of the response, without secrets. */
  status?: number | undefined;
  excerpt?: string | undefined;
  /** Rows of the channel that are written together with the outcome. */
  writes?: Statement[];
};

/** Everything that a message is rendered from. */
export type NotifiedUpdate = {
  page: Page;
  incident: IncidentRecord;
  update: IncidentRecord['updates'][number];
  /** When the update was corrected (UTC ms), if the message is about the correction. */
  correctedAt: number | null;
  components: Component[];
  /** Ids of the updates that this one supersedes. */
  supersededUpdates: string[];
  /** The summary for those who chose start and end: every public update, at the end. */
  isDigest?: boolean;
};

export type Batch = {
  notification: Pick<
    ClaimedBatch['notification'],
    'id' | 'pageId' | 'incidentId' | 'idOrigin' | 'baseUrl'
  > &
    Partial<Pick<ClaimedBatch['notification'], 'pageLocale'>>;
  message: RenderedMessage;
  /** Their `address` is decrypted. */
  recipients: readonly Recipient[];
};

export type Call = {
  /** Sends the request. Call it when the bytes are ready: it waits until the rate limit allows one more. */
  request<T>(send: () => Promise<T>): Promise<T>;
  /** For a channel without keys. */
  watch?: Watch;
};

/** Passed with a message that may take long. */
export type Watch = {
  /** Called after the greeting, when the server is asked about the recipient. */
  onBegin: () => void;
  /** Aborts a message whose text was not sent yet. Its outcome is then `slow`. */
  signal: AbortSignal;
};

/** Sends mails to one person each, such as confirmations. */
export type DirectMailer = {
  send(mail: DirectMail, key: string): Promise<Outcome>;
  /** Posts the parts of a message (`NoticeParts` as JSON) to a destination that has not confirmed yet. */
  post?: (to: { channel: string; address: string }, parts: string) => Promise<ChannelAnswer>;
  /** As in `Channel`. */
  lastAcceptedAt?: () => number;
};
