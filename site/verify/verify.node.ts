import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** `body` is what arrived, before it is parsed. `secret` begins with whsec_. */
export function isGenuine(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers;
  const isRecent = Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const signatures = `${headers['webhook-signature']}`.split(' ').map((one) => one.split(','));
  return (
    isRecent &&
    signatures.some(([version, text = '']) => {
      const signature = Buffer.from(text, 'base64');
      return (
        version === 'v1' &&
        signature.length === expected.length &&
        timingSafeEqual(signature, expected)
      );
    })
  );
}
