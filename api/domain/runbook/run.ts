import { z } from 'zod';
import { storable } from '../text/characters.ts';

export const runOutcomes = ['worked', 'partly', 'failed', 'canceled'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

export const runOutcomeLabels: Record<RunOutcome, string> = {
  worked: 'It worked',
  partly: 'It helped, but was not enough',
  failed: 'It didn’t work',
  canceled: 'It wasn’t needed',
};

/** How a run ended. */
export const RunEnd = z.object({
  outcome: z.enum(runOutcomes, 'Choose whether it worked.'),
  note: z
    .string()
    .overwrite(storable)
    .trim()
    .max(2000, 'A note can have at most 2,000 characters.')
    .default(''),
});
export type RunEnd = z.infer<typeof RunEnd>;
