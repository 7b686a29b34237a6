import PostalMime from 'postal-mime';
import {
  type BouncedMail,
  idsIn,
  isComplaint,
  namedIn,
  type Reported,
  reportedIn,
} from '../../../domain/delivery/bounce.ts';

export type BounceReport = { named: BouncedMail; reported: Reported[]; complained: boolean };

/** Forwarded reports are nested. */
const DEEPEST = 3;
const HEADERS = ['text/rfc822-headers', 'message/global-headers'];
const MESSAGES = ['message/rfc822', 'message/global'];

/** Null when the mail is neither a delivery report nor a complaint, or cannot be parsed. */
export async function readReport(raw: Uint8Array, depth = 0): Promise<BounceReport | null> {
  const mail = await PostalMime.parse(raw, {
    forceRfc822Attachments: true,
    attachmentEncoding: 'arraybuffer',
  }).catch(() => null);
  if (!mail) return null;
  const parts = mail.attachments.map(({ mimeType, content }) => ({
    type: mimeType.toLowerCase(),
    bytes:
      typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
  }));
  const textsOf = (types: string[]) =>
    parts.filter(({ type }) => types.includes(type)).map(({ bytes }) => textOf(bytes));
  const statuses = textsOf(['message/delivery-status', 'message/global-delivery-status']);
  const feedback = textsOf(['message/feedback-report']);
  const reported = statuses.flatMap(reportedIn);
  if (reported.length > 0 || feedback.length > 0) {
    const named = textsOf([...MESSAGES, ...HEADERS]).map((text) => namedIn(headOf(text)));
    const mentioned = idsIn(`${mail.inReplyTo ?? ''} ${mail.references ?? ''}`);
    const ids = named.flatMap((one) => one.ids);
    return {
      named: {
        ids: ids.length > 0 ? ids : mentioned,
        token: named.find(({ token }) => token !== null)?.token ?? null,
      },
      reported,
      complained: feedback.some(isComplaint),
    };
  }
  if (depth === DEEPEST) return null;
  for (const { type, bytes } of parts)
    if (MESSAGES.includes(type)) {
      const inner = await readReport(bytes, depth + 1);
      if (inner) return inner;
    }
  return null;
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const headOf = (text: string): string => text.trimStart().split(/\r?\n\r?\n/, 1)[0] ?? '';
