import { z } from 'zod';
import { storable } from '../text/characters.ts';

export const hypothesisStates = ['open', 'ruled_out', 'confirmed'] as const;
export type HypothesisState = (typeof hypothesisStates)[number];

export const hypothesisLabels: Record<HypothesisState, string> = {
  open: 'Open',
  ruled_out: 'Ruled out',
  confirmed: 'Confirmed',
};

const Line = z.string().overwrite((text) => storable(text).replace(/\s+/g, ' ').trim());

export const NewHypothesis = z.object({
  text: Line.min(1, 'Say what may be the cause.').max(
    500,
    'A hypothesis can have at most 500 characters.',
  ),
});
export type NewHypothesis = z.infer<typeof NewHypothesis>;

export const HypothesisChange = z.object({
  state: z.enum(hypothesisStates),
  evidence: Line.max(1000, 'Evidence can have at most 1,000 characters.').optional(),
});
export type HypothesisChange = z.infer<typeof HypothesisChange>;
