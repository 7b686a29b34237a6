import { Webhook } from 'svix';
import { expect, test } from 'vitest';
import { newSigningSecret } from '../../../api/domain/destination/signing-secret.ts';
import { signedHeaders } from '../../../api/notify/channels/webhook/signature.ts';

const body = JSON.stringify({ incident: { name: 'Zahlungen schlagen fehl: größer als 10 €' } });
const headersBy = (secrets: string[], at = new Date()) =>
  signedHeaders({ id: 'msg_1_hook', at, body, secrets });

test('svix accepts our headers, with one secret and while one replaces another', () => {
  const [before, after, other] = [newSigningSecret(), newSigningSecret(), newSigningSecret()];
  const verify = (secret: string, headers: Record<string, string>, text = body) =>
    new Webhook(secret).verify(text, headers);
  expect(() => verify(before, headersBy([before]))).not.toThrow();
  for (const secret of [before, after])
    expect(() => verify(secret, headersBy([after, before]))).not.toThrow();
  expect(() => verify(other, headersBy([after, before]))).toThrow('No matching signature');
  expect(() => verify(before, headersBy([after]))).toThrow('No matching signature');
  expect(() => verify(before, headersBy([before]), `${body} `)).toThrow('No matching signature');
  const old = new Date(Date.now() - 10 * 60_000);
  expect(() => verify(before, headersBy([before], old))).toThrow('too old');
});
