import { z } from 'zod';

/** One severity level. Internal: the public sees the impact of an incident. Times in minutes. */
export const SeverityLevel = z.object({
  key: z.string().regex(/^SEV\d$/),
  definition: z
    .string()
    .trim()
    .min(1, 'Say what this severity means.')
    .max(240, 'A definition has at most 240 characters.'),
  example: z.string().trim().max(240, 'An example has at most 240 characters.'),
  acknowledgeWithin: z
    .number('Write whole minutes, or leave it empty.')
    .int('Write whole minutes, or leave it empty.')
    .min(1, 'Write whole minutes, or leave it empty.')
    .max(1440, 'At most a day: 1440 minutes.')
    .nullable(),
  /** Default promise of an update; null for none. */
  updateEvery: z.union([z.literal(15), z.literal(30), z.literal(60)]).nullable(),
  tell: z.string().trim().max(240, 'Name who is told in at most 240 characters.'),
  /** True when updates need a second person. */
  approval: z.boolean().default(false),
});
export type SeverityLevel = z.infer<typeof SeverityLevel>;
/** Most severe first. */
export type SeverityScale = readonly SeverityLevel[];

export const cadences = [15, 30, 60] as const;

const gravest: Omit<SeverityLevel, 'key'> = {
  definition: 'Nobody can use what you are for, or data is lost or exposed.',
  example: 'No customer can pay.',
  acknowledgeWithin: 5,
  updateEvery: 15,
  tell: 'Everyone on call, the heads of support and engineering, the management.',
  approval: false,
};
const grave: Omit<SeverityLevel, 'key'> = {
  definition: 'Many customers cannot use something important, and have no good way around it.',
  example: 'One in five card payments is declined.',
  acknowledgeWithin: 15,
  updateEvery: 30,
  tell: 'Who is on call, the head of support.',
  approval: false,
};
const lesser: Omit<SeverityLevel, 'key'> = {
  definition: 'Some customers are hindered, or there is a way around it.',
  example: 'Exports take an hour instead of a minute.',
  acknowledgeWithin: 60,
  updateEvery: 60,
  tell: 'Who is on call.',
  approval: false,
};
const least: Omit<SeverityLevel, 'key'> = {
  definition: 'A handful of customers notice, or nobody yet.',
  example: 'A picture is missing in one report.',
  acknowledgeWithin: null,
  updateEvery: null,
  tell: '',
  approval: false,
};

const scale = (from: number, levels: Omit<SeverityLevel, 'key'>[]): SeverityLevel[] =>
  levels.map((level, i) => ({ key: `SEV${from + i}`, ...level }));

export const presets: Record<string, SeverityScale> = {
  'SEV1–SEV4': scale(1, [gravest, grave, lesser, least]),
  'SEV0–SEV3': scale(0, [gravest, grave, lesser, least]),
  'SEV1–SEV3': scale(1, [gravest, grave, lesser]),
};
export const standardScale: SeverityScale = scale(1, [gravest, grave, lesser, least]);

/** The scale of a page, or the standard one. */
export const severityScaleOf = (page: { ladder: SeverityScale | null } | null): SeverityScale =>
  page?.ladder ?? standardScale;

/** Null without a severity, or when the scale no longer has it. */
export const severityLevelOf = (levels: SeverityScale, key: string | null): SeverityLevel | null =>
  levels.find((level) => level.key === key) ?? null;

export const isGravest = (levels: SeverityScale, key: string | null): boolean =>
  key !== null && levels[0]?.key === key;
