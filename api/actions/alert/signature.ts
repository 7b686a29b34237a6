import { sameText, sha256 } from '../../core/secret.ts';
import type { AlertSourceKind } from '../../domain/alert/source.ts';

/** What a sender sent, as it was received. */
export type RawDelivery = { headers: Headers; bytes: Uint8Array<ArrayBuffer> };

/** A signed time may be this far off, in ms, either way. */
const TOLERANCE = 5 * 60_000;

/** Why a delivery isn't what its sender signed, in a sentence; null where it is. */
export async function signatureProblem(
  kind: AlertSourceKind,
  secret: string,
  { headers, bytes }: RawDelivery,
  now: number,
): Promise<string | null> {
  if (kind === 'pagerduty') {
    const given = (headers.get('x-pagerduty-signature') ?? '')
      .split(',')
      .flatMap((one) => /^\s*v1=([0-9a-f]{64})\s*$/i.exec(one)?.[1] ?? []);
    return isAnyOf(given, secret, bytes, 'X-PagerDuty-Signature');
  }
  if (kind === 'grafana') return grafanaProblem(secret, { headers, bytes }, now);
  if (kind === 'generic' && !headers.has('authorization')) {
    const name = headers.has('x-hub-signature-256') ? 'x-hub-signature-256' : 'x-signature-256';
    const given = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(headers.get(name) ?? '')?.[1];
    return isAnyOf(given ? [given] : [], secret, bytes, 'X-Signature-256');
  }
  return headerProblem(secret, headers);
}

/** Bare hex; with a timestamp header, over `seconds:body`. */
async function grafanaProblem(
  secret: string,
  { headers, bytes }: RawDelivery,
  now: number,
): Promise<string | null> {
  const given = /^[0-9a-f]{64}$/i.exec(headers.get('x-grafana-alerting-signature') ?? '')?.[0];
  const seconds = headers.get('x-grafana-alerting-timestamp');
  const prefix = new TextEncoder().encode(seconds === null ? '' : `${seconds}:`);
  const signed = new Uint8Array(prefix.length + bytes.length);
  signed.set(prefix);
  signed.set(bytes, prefix.length);
  const wrong = await isAnyOf(given ? [given] : [], secret, signed, 'X-Grafana-Alerting-Signature');
  if (wrong || seconds === null) return wrong;
  const isFresh = /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1000 - now) <= TOLERANCE;
  return isFresh ? null : 'The signed time is more than five minutes off. Check the clocks.';
}

/** Senders that can’t sign: `Authorization: Bearer SECRET`, or a password. */
async function headerProblem(secret: string, headers: Headers): Promise<string | null> {
  const [, scheme = '', value = ''] =
    /^(Bearer|Basic) +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  const given = scheme.toLowerCase() === 'basic' ? passwordIn(value) : value;
  // Hashes have one length, so the comparison takes one time.
  if (given && sameText(await sha256(given), await sha256(secret))) return null;
  return 'The secret in the Authorization header is missing or wrong.';
}

function passwordIn(encoded: string): string {
  try {
    return atob(encoded).split(':').slice(1).join(':');
  } catch {
    return '';
  }
}

async function isAnyOf(
  given: readonly string[],
  secret: string,
  bytes: Uint8Array<ArrayBuffer>,
  header: string,
): Promise<string | null> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const encoded = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey('raw', encoded, hmac, false, ['verify']);
  let isValid = false;
  for (const hex of given.slice(0, 8)) {
    const mac = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    if (await crypto.subtle.verify('HMAC', key, mac, bytes)) isValid = true;
  }
  return isValid ? null : `The signature in ${header} is missing or wrong.`;
}
