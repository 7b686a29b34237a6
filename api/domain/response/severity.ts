import { z } from 'zod';

/** One rung of the ladder. Internal: the public sees an incident's impact. Times in minutes. */
export const Rung = z.object({
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
  /** The promise that an update is prefilled with; null for none. */
  updateEvery: z.union([z.literal(15), z.literal(30), z.literal(60)]).nullable(),
  tell: z.string().trim().max(240, 'Name who is told in at most 240 characters.'),
  /** A second person reads an update before it is published. */
  approval: z.boolean().default(false),
});
export type Rung = z.infer<typeof Rung>;
/** Gravest first. */
export type Ladder = readonly Rung[];

export const cadences = [15, 30, 60] as const;

const gravest: Omit<Rung, 'key'> = {
  definition: 'Nobody can use what you are for, or data is lost or exposed.',
  example: 'No customer can pay.',
  acknowledgeWithin: 5,
  updateEvery: 15,
  tell: 'Everyone on call, the heads of support and engineering, the management.',
  approval: false,
};
const grave: Omit<Rung, 'key'> = {
  definition: 'Many customers cannot use something important, and have no good way around it.',
  example: 'One in five card payments is declined.',
  acknowledgeWithin: 15,
  updateEvery: 30,
  tell: 'Who is on call, the head of support.',
  approval: false,
};
const lesser: Omit<Rung, 'key'> = {
  definition: 'Some customers are hindered, or there is a way around it.',
  example: 'Exports take an hour instead of a minute.',
  acknowledgeWithin: 60,
  updateEvery: 60,
  tell: 'Who is on call.',
  approval: false,
};
const least: Omit<Rung, 'key'> = {
  definition: 'A handful of customers notice, or nobody yet.',
  example: 'A picture is missing in one report.',
  acknowledgeWithin: null,
  updateEvery: null,
  tell: '',
  approval: false,
};

const ladder = (from: number, rungs: Omit<Rung, 'key'>[]): Rung[] =>
  rungs.map((rung, i) => ({ key: `SEV${from + i}`, ...rung }));

export const presets: Record<string, Ladder> = {
  'SEV1–SEV4': ladder(1, [gravest, grave, lesser, least]),
  'SEV0–SEV3': ladder(0, [gravest, grave, lesser, least]),
  'SEV1–SEV3': ladder(1, [gravest, grave, lesser]),
};
export const standardLadder: Ladder = ladder(1, [gravest, grave, lesser, least]);

/** Of a page, or of what was read of one: the standard one where none was chosen. */
export const ladderOf = (page: { ladder: Ladder | null } | null): Ladder =>
  page?.ladder ?? standardLadder;

/** Null where no severity is chosen, or the ladder has lost it since. */
export const rungOf = (rungs: Ladder, key: string | null): Rung | null =>
  rungs.find((rung) => rung.key === key) ?? null;

export const isGravest = (rungs: Ladder, key: string | null): boolean =>
  key !== null && rungs[0]?.key === key;
