import { z } from 'zod';
import { checklistParts } from '../../../domain/room/checklist.ts';
import { hypothesisStates } from '../../../domain/room/hypothesis.ts';
import { phases } from '../../../domain/room/phase.ts';
import { describedText } from '../text.ts';

export const ChecklistChange = z.object({
  checklist: z.looseObject({
    phase: z.enum(phases).optional().meta({ description: 'The phase that the response enters.' }),
    ticks: z
      .array(
        z.looseObject({
          part: z.enum(checklistParts),
          item: z.string().meta({ description: 'The words of the item.' }),
          done: z.boolean().optional().meta({ description: 'false: not done after all.' }),
        }),
      )
      .optional(),
  }),
});
export const ChecklistRead = z.looseObject({
  phase: z.enum(phases),
  since: z.string(),
  items: z.array(
    z.looseObject({
      part: z.enum(checklistParts),
      item: z.string(),
      done: z.boolean(),
      by: z.string().nullable(),
      at: z.string().nullable(),
      is_listed: z.boolean().meta({
        description: 'false: it was ticked, and removed from the checklist since.',
      }),
    }),
  ),
});

const address = z.string().nullish().meta({
  description: 'A full address; null or empty: none. Without one, the default of the page applies.',
});
export const LinksInput = z.object({
  links: z.looseObject({ bridge: address, chat: address, ticket: address }),
});
export const LinksRead = z.looseObject({
  bridge: z.string().nullable(),
  chat: z.string().nullable(),
  ticket: z.string().nullable(),
});

export const TimerInput = z.object({
  timer: z.looseObject({
    action: describedText('What is being done, at most 280 characters.'),
    owner: describedText('Who does it.'),
    minutes: z.number().int().optional().meta({ description: 'From now on, 1 to 1440.' }),
  }),
});
export const TimerChangeInput = z.object({
  timer: z.looseObject({
    do: z.enum(['done', 'more', 'escalate']).optional(),
    minutes: z
      .number()
      .int()
      .optional()
      .meta({ description: 'With “more”: how much; default 10.' }),
  }),
});
export const TimersRead = z.array(
  z.looseObject({
    id: z.string(),
    action: z.string(),
    owner: z.string(),
    minutes: z.number(),
    state: z.enum(['running', 'done', 'escalated']),
    due_at: z.string(),
    ended_at: z.string().nullable(),
  }),
);

export const HypothesisInput = z.object({
  hypothesis: z.looseObject({
    text: describedText('What may be the cause, at most 500 characters.'),
  }),
});
export const HypothesisChangeInput = z.object({
  hypothesis: z.looseObject({
    state: z.enum(hypothesisStates).optional(),
    evidence: describedText('What shows it, such as a link.'),
  }),
});
export const HypothesesRead = z.array(
  z.looseObject({
    id: z.string(),
    text: z.string(),
    state: z.enum(hypothesisStates),
    evidence: z.string(),
    author: z.string(),
    created_at: z.string(),
    decided_at: z.string().nullable(),
    decided_by: z.string().nullable(),
  }),
);
