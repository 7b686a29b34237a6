import { z } from 'zod';
import {
  type AlertStatus,
  alertTitle,
  cutText,
  fieldText,
  labelsIn,
  refusalOf,
  type SenderParser,
  timeOf,
} from '../inbound.ts';

const Body = z.record(z.string(), z.unknown());

const RESOLVED =
  /^[\s[({*]*(?:re)?(?:solved|covered|covery)\b|^[\s[({*]*(?:ok|up|closed|cleared|back to normal)\b(?=[\s\])}:*-])/i;
const PREFIX =
  /^[\s[({*]*(?:firing|alert|alarm|problem|critical|warning|error|down|triggered|resolved|recovered|recovery|ok|up|closed|cleared)(?::\s*\d+)?[\s\])}:*-]+/i;
const REPLY = /^(?:(?:re|fwd?|aw|wg)\s*:\s*)+/i;

/** An email, as the inbound webhooks of Postmark, Mailgun, SendGrid, Resend and others post it. */
export const parseEmail: SenderParser = (body) => {
  const parsed = Body.safeParse(body);
  if (!parsed.success) return refusalOf('an email provider', parsed.error);
  const fields = flat(parsed.data);
  const of = (...names: string[]) =>
    names.map((name) => fieldText(fields.get(name)).trim()).find(Boolean) ?? '';
  const subject = of('subject').replace(REPLY, '').replace(/\s+/g, ' ').trim();
  if (!subject) return { refused: 'This email has no subject.' };
  const status: AlertStatus = RESOLVED.test(subject) ? 'resolved' : 'firing';
  const title = subject.replace(PREFIX, '').trim() || subject;
  const from = of('from', 'sender', 'fromfull.email');
  const at = timeOf(of('date')) ?? sentAt(of('date'));
  return {
    alerts: [
      {
        fingerprint: `${from.toLowerCase()} ${title.toLowerCase()}`,
        episode: null,
        groupKey: cutText(title, 300),
        status,
        title: alertTitle(title),
        severity: '',
        labels: labelsIn({ subject, from }),
        annotations: labelsIn({
          description: of('textbody', 'strippedtextreply', 'body-plain', 'stripped-text', 'text'),
        }),
        links: [],
        startsAt: status === 'firing' ? at : null,
        endsAt: status === 'resolved' ? at : null,
        changedAt: at,
      },
    ],
  };
};

/** The fields by name in lowercase, with those of Resend's `data` on top. */
function flat(body: Record<string, unknown>): Map<string, unknown> {
  const inner = Body.safeParse(body.data);
  const all = { ...body, ...(inner.success ? inner.data : {}) };
  return new Map(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The date of an email, such as “Fri, 20 Nov 2026 10:00:00 +0000”. */
function sentAt(text: string): number | null {
  const at = /^[A-Za-z]{3},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(at) ? timeOf(new Date(at).toISOString()) : null;
}
