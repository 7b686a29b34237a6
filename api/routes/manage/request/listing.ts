import type { Context } from 'hono';
import { z } from 'zod';
import { Problem } from '../../../core/problem.ts';

const MAX = 100;

const count = (name: string, initial: number) =>
  z.coerce
    .number(`${name} is a number from 1.`)
    .int(`${name} is a whole number.`)
    .min(1, `${name} is a number from 1.`)
    .default(initial);

const Listing = z.object({
  page: count('page', 1),
  limit: count('limit', MAX).transform((n) => Math.min(n, MAX)),
  per_page: count('per_page', MAX).transform((n) => Math.min(n, MAX)),
  q: z.string().trim().optional(),
});

/** `?page=`, 1-based, with `?limit=` or `?per_page=`: 100 by default and at most. */
export function listingOf(c: Context): { q?: string; page: number; limit: number } {
  const query = Listing.safeParse(c.req.query());
  if (!query.success)
    throw new Problem('malformed', query.error.issues[0]?.message ?? 'Correct the query.');
  const { q, page, limit, per_page } = query.data;
  return { page, limit: Math.min(limit, per_page), ...(q ? { q } : {}) };
}

export const slice = <T>(rows: readonly T[], { page, limit }: { page: number; limit: number }) =>
  rows.slice((page - 1) * limit, page * limit);
