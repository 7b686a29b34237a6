import type { Published, Retry } from '../../../actions/incident/index.ts';
import { sha256 } from '../../../core/secret.ts';
import { text, type Values } from '../../../http/form.ts';

/** The key from when the form was drawn: a second click is the same submission. */
export async function idempotencyKeyOf(values: Values): Promise<Retry | undefined> {
  const key = idempotencyKeyIn(values);
  return key ? { key, requestHash: await sha256(JSON.stringify(values)) } : undefined;
}

/** Where a form leads that was published: `done` only where the page shows it already. */
export const resultLink = ({ id, visible }: Published, done = 'published'): string =>
  `/admin/incidents/${id}?done=${visible ? done : 'not-visible-yet'}`;

export function idempotencyKeyIn(values: Values): string | undefined {
  const key = text(values, 'key').slice(0, 64);
  return key ? `form:${key}` : undefined;
}
