import { Webhook } from 'standardwebhooks';

/**
 * Headers of Standard Webhooks, with one signature for each secret. `id` is the same for every
 * attempt at a message, and `at` is the time of this attempt.
 */
export const signedHeaders = (of: {
  id: string;
  at: Date;
  body: string;
  secrets: readonly string[];
}): Record<string, string> => ({
  'content-type': 'application/json',
  'webhook-id': of.id,
  'webhook-timestamp': String(Math.floor(of.at.getTime() / 1000)),
  ...(of.secrets.length > 0
    ? {
        'webhook-signature': of.secrets
          .map((secret) => new Webhook(secret).sign(of.id, of.at, of.body))
          .join(' '),
      }
    : {}),
});
