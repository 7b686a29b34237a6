import { validSecrets } from '../../../../db/channel/signing-secret.ts';
import { listComponents } from '../../../../db/component/component.ts';
import type { Db } from '../../../../db/engine/client.ts';
import { openImpacts } from '../../../../db/incident/open-impacts.ts';
import { linkFor } from '../../../auth/link.ts';
import type { Encryption } from '../../../core/encryption.ts';
import type { Signer } from '../../../core/secret.ts';
import { SECRET_PURPOSE } from '../../../domain/destination/purposes.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { HOUR, MINUTE, SECOND } from '../../../domain/time/time.ts';
import type { SendRequest } from '../../../network/outgoing/request.ts';
import type { Batch, Channel } from '../../port/channel.ts';
import { noAddress } from '../update/chat-render.ts';
import { webhookAnswer } from './answer.ts';
import { webhookBody } from './body.ts';
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

  async function bodyOf({ notification, message, recipients }: Batch): Promise<string | null> {
    const [to] = recipients;
    if (!to) return null;
    const at = { signer, baseUrl: addressOf(notification, given.baseUrl) };
    const own = to.locale ? message.translated[to.locale] : undefined;
    const holder = { pageId: notification.pageId, id: to.id, epoch: to.epoch };
    const unsubscribe = await linkFor(at, 'unsubscribe', holder, own ? (to.locale ?? null) : null);
    return withLink((own ?? message).text, unsubscribe);
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
      return { from: page.name, subject: incident.name, html: '', text };
    },
    payload: bodyOf,
    async deliver(batch, _key, { request }) {
      const [to] = batch.recipients;
      const body = await bodyOf(batch);
      if (!to?.address || body === null) return noAddress;
      const { address } = to;
      const secrets = await secretsOf(to.id);
      const id = `msg_${batch.notification.id}_${to.id}`;
      const response = await request(() =>
        send({
          url: address,
          headers: signedHeaders({ id, at: new Date(), body, secrets }),
          body,
        }),
      );
      return webhookAnswer(response, address);
    },
  };
}

/** The body begins with `meta`: reading all of it for each destination would take longer than sending it. */
const withLink = (text: string, unsubscribe: string): string =>
  text.replace('{"meta":{', () => `{"meta":{"unsubscribe":${JSON.stringify(unsubscribe)},`);
