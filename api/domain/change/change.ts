import { z } from 'zod';
import { singleLine } from '../text/single-line.ts';
import { HOUR } from '../time/time.ts';

export const changeKinds = ['deploy', 'config', 'flag', 'other'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export const changeKindLabels: Record<ChangeKind, string> = {
  deploy: 'Deployment',
  config: 'Configuration',
  flag: 'Feature flag',
  other: 'Other change',
};

export const changeOutcomes = ['pending', 'succeeded', 'failed'] as const;
export type ChangeOutcome = (typeof changeOutcomes)[number];

/** How long before an incident a change is listed in its room. */
export const BEFORE_START = 2 * HOUR;

export const ChangeUrl = z
  .url({ protocol: /^https?$/, error: 'Enter a link that starts with http:// or https://.' })
  .max(2000, 'A link can have at most 2,000 characters.');

/** A change as somebody reports it; `components` are IDs or names. */
export const NewSystemChange = z.object({
  kind: z.enum(changeKinds, 'Choose deploy, config, flag or other.'),
  ref: singleLine(200, 'The reference can have at most 200 characters.').default(''),
  by: singleLine(120, 'The name can have at most 120 characters.').default(''),
  url: ChangeUrl.nullable().default(null),
  at: z.number().int().optional(),
  components: z
    .array(z.string().trim().min(1))
    .max(100, 'A change can name at most 100 components.')
    .default([]),
});
export type NewSystemChange = z.infer<typeof NewSystemChange>;

type Dated = { id: string; at: number };

/** Changes before the start, nearest first, and those since then, newest first. */
export function changesAround<T extends Dated>(
  all: readonly T[],
  { startedAt, until }: { startedAt: number; until: number },
): { before: T[]; since: T[] } {
  const newestFirst = all.toSorted((a, b) => b.at - a.at);
  return {
    before: newestFirst.filter(({ at }) => at <= startedAt && at >= startedAt - BEFORE_START),
    since: newestFirst.filter(({ at }) => at > startedAt && at <= until),
  };
}

/** Such as “Deployment: payments v412”. */
export const describeChange = ({ kind, ref }: { kind: ChangeKind; ref: string }): string =>
  ref ? `${changeKindLabels[kind]}: ${ref}` : changeKindLabels[kind];
