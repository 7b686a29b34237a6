import type { Context } from 'hono';
import type { IdempotencyKey } from '../../../actions/incident/index.ts';
import { Problem } from '../../../core/problem.ts';
import { sha256 } from '../../../core/secret.ts';

/** Identifies a repeated POST: its `Idempotency-Key` and a hash of its content. */
export async function idempotencyKeyFrom(
  c: Context,
  body: unknown,
): Promise<IdempotencyKey | undefined> {
  const key = idempotencyHeader(c);
  if (!key) return undefined;
  if (key.length > 255)
    throw new Problem('malformed', 'Idempotency-Key can have at most 255 characters.');
  return { key, requestHash: await sha256(canonical(body)) };
}

export const idempotencyHeader = (c: Context): string | undefined =>
  c.req.header('idempotency-key')?.trim();

/** The same JSON for the same content, independent of the order of keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
