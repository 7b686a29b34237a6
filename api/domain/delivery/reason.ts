import type { Outcome } from './delivery.ts';

export type Reason = { reason: string; people: number };

/** Servers repeat the address in their replies, which not everybody may see. */
export const withoutAddress = (text: string): string =>
  text.replaceAll(/[^\s"'<>(),:;=[\]\\]+@[^\s"'<>(),:;=[\]\\]+/g, '…');

/**
 * The outcome without the addresses of its recipients, which servers repeat. It is stored after
 * somebody may have been erased, and is shown beside the recipient.
 */
export function withoutRecipients(outcome: Outcome, to: readonly { email: string }[]): Outcome {
  const text = (message: string): string =>
    message.includes('@') ? to.reduce((left, { email }) => without(left, email), message) : message;
  if (outcome.kind !== 'sent') return { ...outcome, message: text(outcome.message) };
  if (outcome.failures.length === 0) return outcome;
  const failures = outcome.failures.map((one) => ({ ...one, message: text(one.message) }));
  return { ...outcome, failures };
}

function without(text: string, address: string): string {
  const at = address === '' ? -1 : text.toLowerCase().indexOf(address);
  if (at < 0) return text;
  return `${text.slice(0, at)}…${without(text.slice(at + address.length), address)}`;
}

/** Most common first; reasons that differ only by the address are merged. */
export function commonestReasons(rows: readonly Reason[]): Reason[] {
  const counts = new Map<string, number>();
  for (const { reason, people } of rows) {
    const key = withoutAddress(reason);
    counts.set(key, (counts.get(key) ?? 0) + people);
  }
  return [...counts]
    .map(([reason, people]) => ({ reason, people }))
    .sort((a, b) => b.people - a.people || (a.reason < b.reason ? -1 : 1));
}
