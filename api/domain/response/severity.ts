import { z } from 'zod';

/** Roles that a severity can require. */
export const requirableRoles = ['commander', 'comms_lead', 'tech_lead', 'scribe'] as const;

const minutes = z
  .number('Enter whole minutes, or leave empty.')
  .int('Enter whole minutes, or leave empty.')
  .min(1, 'Enter whole minutes, or leave empty.')
  .max(1440, 'Enter at most 1440 minutes (one day).');

const percent = z
  .number('Enter a percentage from 0 to 100, or leave empty.')
  .min(0, 'Enter a percentage from 0 to 100, or leave empty.')
  .max(100, 'Enter a percentage from 0 to 100, or leave empty.');

/**
 * What its deadlines are counted in: `next_business_day` asks for an acknowledgment by the end of that
 * day, and counts the rest in business hours.
 */
export const countings = ['always', 'business_hours', 'next_business_day'] as const;

/** One severity level. Internal: the public sees the impact of an incident. Times in minutes. */
export const SeverityLevel = z.object({
  key: z.string().regex(/^SEV\d$/),
  definition: z
    .string()
    .trim()
    .min(1, 'Enter a definition.')
    .max(240, 'A definition can have at most 240 characters.'),
  example: z.string().trim().max(240, 'An example can have at most 240 characters.'),
  /** The share of users, in percent, from which the suggestion is at least this severe; null for any. */
  usersFrom: percent.nullable().optional(),
  acknowledgeWithin: minutes.nullable(),
  /** An acknowledgment lapses when nobody wrote anything for so long; null for never. */
  lapseAfter: minutes.nullable().optional(),
  /** Roles that somebody must have. Without it, the two most severe levels need a commander. */
  requiredRoles: z.array(z.enum(requirableRoles, 'Choose roles from the list.')).optional(),
  /** When people are notified that a required role is missing; null for never. */
  assignWithin: minutes.nullable().optional(),
  /** Without it, around the clock. */
  counts: z.enum(countings, 'Choose from the list.').optional(),
  /** Default promise of an update; null for none. */
  updateEvery: z.union([z.literal(15), z.literal(30), z.literal(60)]).nullable(),
  tell: z.string().trim().max(240, 'Use at most 240 characters.'),
  /** True when updates need a second person. */
  approval: z.boolean().default(false),
});
export type SeverityLevel = z.infer<typeof SeverityLevel>;
/** Most severe first. */
export type SeverityScale = readonly SeverityLevel[];

/** The most severe levels, in which somebody must command unless the page says otherwise. */
const HIGH_LEVELS = 2;
/** Minutes until people are notified of a missing role, unless the page says otherwise. */
const ASSIGN_WITHIN = 10;

/** The roles that a severity requires, and in how many minutes; scales that were stored before name neither. */
export function rolesRequiredBy(
  scale: SeverityScale,
  severity: string | null,
): { roles: readonly (typeof requirableRoles)[number][]; within: number | null } {
  const rank = scale.findIndex(({ key }) => key === severity);
  const level = scale[rank];
  if (!level) return { roles: [], within: null };
  const { requiredRoles = rank < HIGH_LEVELS ? ['commander'] : [], assignWithin = ASSIGN_WITHIN } =
    level;
  return { roles: requiredRoles, within: assignWithin };
}

export const cadences = [15, 30, 60] as const;

const critical: Omit<SeverityLevel, 'key'> = {
  definition: 'Service is down for most customers, or data is lost or exposed.',
  example: 'No customer can pay.',
  acknowledgeWithin: 5,
  updateEvery: 15,
  tell: 'All on-call staff, heads of support and engineering, management.',
  approval: false,
};
const high: Omit<SeverityLevel, 'key'> = {
  definition: 'Many customers can’t use an important feature, with no good workaround.',
  example: 'One in five card payments is declined.',
  acknowledgeWithin: 5,
  updateEvery: 30,
  tell: 'On-call staff, head of support.',
  approval: false,
};
const medium: Omit<SeverityLevel, 'key'> = {
  definition: 'Some customers are affected, or there is a workaround.',
  example: 'Exports take an hour instead of a minute.',
  acknowledgeWithin: 30,
  updateEvery: 60,
  tell: 'On-call staff.',
  approval: false,
};
const low: Omit<SeverityLevel, 'key'> = {
  definition: 'Few or no customers are affected.',
  example: 'An image is missing in one report.',
  acknowledgeWithin: 30,
  updateEvery: null,
  tell: '',
  approval: false,
};

const scale = (from: number, levels: Omit<SeverityLevel, 'key'>[]): SeverityLevel[] =>
  levels.map((level, i) => ({ key: `SEV${from + i}`, ...level }));

export const presets: Record<string, SeverityScale> = {
  'SEV1–SEV4': scale(1, [critical, high, medium, low]),
  'SEV0–SEV3': scale(0, [critical, high, medium, low]),
  'SEV1–SEV3': scale(1, [critical, high, medium]),
};
export const standardScale: SeverityScale = scale(1, [critical, high, medium, low]);

/** Shares of users, in percent, between the levels, where a page sets no others. */
const USERS_FROM = [50, 20, 5];

/** The shares of users from which each level but the last is suggested, most severe first. */
export const usersFromOf = (levels: SeverityScale): number[] =>
  USERS_FROM.slice(0, Math.max(1, levels.length - 1)).map(
    (usual, i) => levels[i]?.usersFrom ?? usual,
  );

/** The scale of a page, or the standard one. */
export const severityScaleOf = (
  page: { severityScale: SeverityScale | null } | null,
): SeverityScale => page?.severityScale ?? standardScale;

/** Null without a severity, or when the scale no longer has it. */
export const severityLevelOf = (levels: SeverityScale, key: string | null): SeverityLevel | null =>
  levels.find((level) => level.key === key) ?? null;

export const isGravest = (levels: SeverityScale, key: string | null): boolean =>
  key !== null && levels[0]?.key === key;
