import { validSecrets } from '../../../../db/channel/signing-secret.ts';
import { listComponents } from '../../../../db/component/component.ts';
import { insertAttempts } from '../../../../db/delivery/batch/attempts.ts';
import { replacedFor } from '../../../../db/delivery/log/deliveries.ts';
import type { Db } from '../../../../db/engine/client.ts';
import type { Statement } from '../../../../db/engine/write.ts';
import { openImpacts } from '../../../../db/incident/open-impacts.ts';
import { linkFor } from '../../../auth/link.ts';
import type { Encryption } from '../../../core/encryption.ts';
import type { Signer } from '../../../core/secret.ts';
import { SECRET_PURPOSE } from '../../../domain/destination/purposes.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { HOUR, MINUTE, SECOND } from '../../../domain/time/time.ts';
import type { SendRequest } from '../../../network/outgoing/request.ts';
import type { Batch, Channel, ChannelAnswer } from '../../port/channel.ts';
import { noAddress } from '../update/chat-render.ts';
import { webhookAnswer } from './answer.ts';
import { webhookBody } from './body.ts';
import { componentsAt, earlierEvents } from './earlier.ts';
import { signedHeaders } from './signature.ts';

/** The example schedule of Standard Webhooks, after the first attempt. */
const delays = [
  ...[5 * SECOND, 5 * MINUTE, 30 * MINUTE],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
];

/**
 * Posts Statuspage's body to a web address, signed as Standard Webhooks asks. A receiver recognizes
 * a repeated message by its id, so a message without a response is sent again.
 */
export function webhookChannel(given: {
  db: Db;
  signer: Signer;
  encryption: Encryption;
  send: SendRequest;
  /** Absolute, without a trailing slash. */
  baseUrl: string;
}): Channel {
  const { db, signer, encryption, send } = given;

  async function secretsOf(subscriberId: string): Promise<string[]> {
    const stored = await validSecrets(db, subscriberId, Date.now());
    const secrets = await Promise.all(
      stored.map((secret) => encryption.decrypt(SECRET_PURPOSE, secret)),
    );
    return secrets.filter((secret) => secret !== null);
  }

  /** Of the update, and of each that it replaces. */
  async function bodiesOf({ notification, message, recipients }: Batch) {
    const [to] = recipients;
    if (!to) return null;
    const at = { signer, baseUrl: addressOf(notification, given.baseUrl) };
    const own = to.locale ? message.translated[to.locale] : undefined;
    const holder = { pageId: notification.pageId, id: to.id, epoch: to.epoch };
    const unsubscribe = await linkFor(at, 'unsubscribe', holder, own ? (to.locale ?? null) : null);
    const { text, earlier = [] } = own ?? message;
    return {
      body: withLink(text, unsubscribe),
      earlier: earlier.map((one) => ({ ...one, body: withLink(one.text, unsubscribe) })),
    };
  }

  /** The updates that this one replaces, each as a message of its own, unless it was sent before. */
  async function sendEarlier(
    { notification, recipients }: Batch,
    earlier: readonly { updateId: string; body: string }[],
    post: (notificationId: string, body: string) => Promise<ChannelAnswer>,
  ): Promise<{ refused: ChannelAnswer | null; writes: Statement[] }> {
    const [to] = recipients;
    const writes: Statement[] = [];
    if (!to || earlier.length === 0) return { refused: null, writes };
    const of = { notificationId: notification.id, subscriberId: to.id };
    const unsent = await replacedFor(db, of);
    for (const { updateId, body } of earlier) {
      const notificationId = unsent.get(updateId);
      if (!notificationId) continue;
      const startedAt = performance.now();
      const answer = await post(notificationId, body);
      if (answer.kind !== 'sent') return { refused: answer, writes };
      writes.push(
        ...insertAttempts([
          {
            ...{ id: crypto.randomUUID(), pageId: notification.pageId, notificationId },
            ...{ batchId: null, subscriberId: to.id, channel: 'webhook', outcome: 'sent' },
            ...{ status: answer.status ?? null, error: null, excerpt: answer.excerpt ?? null },
            ...{ durationMs: Math.round(performance.now() - startedAt), waitMs: null },
          },
        ]),
      );
    }
    return { refused: null, writes };
  }

  return {
    name: 'webhook',
    limits: { maxBatch: 1, maxConcurrency: 64, keyed: true, perHost: 4 },
    retry: { delays, afterLastTimeout: 'failed' },
    async render(event, locale) {
      const { page, incident } = event;
      const [all, impacts] = await Promise.all([
        listComponents(db, page.id),
        openImpacts(db, page.id),
      ]);
      const baseUrl = addressOf(page, given.baseUrl);
      const facts = { all, openImpacts: impacts, baseUrl, locale, now: Date.now() };
      const text = JSON.stringify(webhookBody(event, facts));
      const earlier = earlierEvents(event).map((older) => ({
        updateId: older.update.id,
        text: JSON.stringify(
          webhookBody(older, { ...facts, all: componentsAt(all, older, incident.updates) }),
        ),
      }));
      const named = { from: page.name, subject: incident.name, html: '', text };
      return earlier.length > 0 ? { ...named, earlier } : named;
    },
    payload: async (batch) => (await bodiesOf(batch))?.body ?? null,
    async deliver(batch, _key, { request }) {
      const [to] = batch.recipients;
      const given = await bodiesOf(batch);
      if (!to?.address || !given) return noAddress;
      const { address } = to;
      const secrets = await secretsOf(to.id);
      const post = async (notificationId: string, body: string): Promise<ChannelAnswer> => {
        const id = `msg_${notificationId}_${to.id}`;
        const response = await request(() =>
          send({
            url: address,
            headers: signedHeaders({ id, at: new Date(), body, secrets }),
            body,
          }),
        );
        return webhookAnswer(response, address);
      };
      const { refused, writes } = await sendEarlier(batch, given.earlier, post);
      const answer = refused ?? (await post(batch.notification.id, given.body));
      return writes.length > 0 ? { ...answer, writes } : answer;
    },
  };
}

/** The body begins with `meta`: reading all of it for each destination would take longer than sending it. */
const withLink = (text: string, unsubscribe: string): string =>
  text.replace('{"meta":{', () => `{"meta":{"unsubscribe":${JSON.stringify(unsubscribe)},`);
