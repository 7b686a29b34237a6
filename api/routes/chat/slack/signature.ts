import { MINUTE, SECOND } from '../../../domain/time/time.ts';

/** How far the signed time may be off, either way. */
const TOLERANCE = 5 * MINUTE;

/** Slack signs `v0:TIME:BODY`. Compared in constant time. */
export async function isSignedBySlack(
  secret: string,
  { headers, bytes }: { headers: Headers; bytes: Uint8Array<ArrayBuffer> },
  now: number,
): Promise<boolean> {
  const seconds = headers.get('x-slack-request-timestamp') ?? '';
  const [, hex] = /^v0=([0-9a-f]{64})$/.exec(headers.get('x-slack-signature') ?? '') ?? [];
  if (!/^\d{1,12}$/.test(seconds) || !hex) return false;
  if (Math.abs(Number(seconds) * SECOND - now) > TOLERANCE) return false;
  const encoder = new TextEncoder();
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), hmac, false, ['verify']);
  const prefix = encoder.encode(`v0:${seconds}:`);
  const signed = new Uint8Array(prefix.length + bytes.length);
  signed.set(prefix);
  signed.set(bytes, prefix.length);
  const mac = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify('HMAC', key, mac, signed);
}
