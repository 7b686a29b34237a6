import { formatSender, parseSender } from '../../../domain/delivery/sender-name.ts';
import type { Mail, Text } from '../../port/mailer.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const encoder = new TextEncoder();
/** Bytes of UTF-8 per UTF-16 unit, at most. */
const MAX_BYTES = 3;

/**
 * The request body for Resend, in bytes. Text that mails have in common is escaped and encoded
 * once, then copied: bodies take most of the CPU time of a fan-out.
 */
export function batchBody(mails: readonly Mail[], replyTo?: string): Bytes {
  const known = new Map<readonly string[], Bytes[]>();
  const encoded = (pieces: readonly string[]): Bytes[] => {
    const ready = known.get(pieces) ?? pieces.map((piece) => encoder.encode(escaped(piece)));
    known.set(pieces, ready);
    return ready;
  };
  const parts: (string | Bytes)[] = [];
  const add = ({ pieces, own }: Text): void => {
    for (const [i, piece] of encoded(pieces).entries()) parts.push(piece, escaped(own[i] ?? ''));
  };
  for (const { from, to, subject, headers, html, text } of mails) {
    const head = JSON.stringify({
      from: formatSender(parseSender(from)),
      to: [to],
      subject,
      headers,
      reply_to: replyTo && formatSender(parseSender(replyTo)),
    }).slice(0, -1);
    parts.push(`${parts.length === 0 ? '[' : ','}${head},"html":"`);
    add(html);
    parts.push('","text":"');
    add(text);
    parts.push('"}');
  }
  parts.push(']');
  return joined(parts);
}

/** As in JSON, without the quotes. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

function joined(parts: readonly (string | Bytes)[]): Bytes {
  const most = parts.reduce(
    (sum, part) => sum + (typeof part === 'string' ? part.length * MAX_BYTES : part.length),
    0,
  );
  const all = new Uint8Array(most);
  let at = 0;
  for (const part of parts)
    if (typeof part === 'string') at += encoder.encodeInto(part, all.subarray(at)).written;
    else {
      all.set(part, at);
      at += part.length;
    }
  return all.subarray(0, at);
}
