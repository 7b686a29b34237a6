import { z } from 'zod';
import { EmailAddress } from './address.ts';

/** A delivery problem that the provider reports. Instants in UTC ms. */
export type ResendEvent =
  /** The address must not be written to until its owner confirms again. */
  | { kind: 'refused'; reason: 'bounce' | 'complaint'; addresses: string[]; at: number }
  /** A temporary problem, such as a full mailbox. */
  | { kind: 'transient'; addresses: string[]; at: number };

const At = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const To = z.union([z.string(), z.array(z.string())]).transform((to) => [to].flat());
const Event = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('email.bounced'),
    created_at: At,
    data: z.object({ to: To, bounce: z.object({ type: z.string() }) }),
  }),
  z.object({
    type: z.enum(['email.complained', 'email.suppressed']),
    created_at: At,
    data: z.object({ to: To }),
  }),
  z.object({
    type: z.literal('suppression.added'),
    created_at: At,
    data: z.object({ email: z.string(), origin: z.string().optional() }),
  }),
]);

/** Null for events that need no action, including unknown ones. */
export function resendEventIn(event: unknown): ResendEvent | null {
  const parsed = Event.safeParse(event);
  if (!parsed.success) return null;
  const { type, created_at: at } = parsed.data;
  if (type === 'suppression.added') {
    const { email, origin } = parsed.data.data;
    const reason = origin === 'complaint' ? 'complaint' : 'bounce';
    return { kind: 'refused', reason, addresses: barely([email]), at };
  }
  const addresses = barely(parsed.data.data.to);
  if (type !== 'email.bounced') {
    const reason = type === 'email.complained' ? 'complaint' : 'bounce';
    return { kind: 'refused', reason, addresses, at };
  }
  return parsed.data.data.bounce.type === 'Permanent'
    ? { kind: 'refused', reason: 'bounce', addresses, at }
    : { kind: 'transient', addresses, at };
}

/** `Ana <ana@example.com>` → `ana@example.com`, as stored. */
const barely = (named: string[]): string[] =>
  named.flatMap((one) => EmailAddress.safeParse(/<([^<>]+)>\s*$/.exec(one)?.[1] ?? one).data ?? []);
