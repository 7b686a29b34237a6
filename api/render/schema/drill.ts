import { z } from 'zod';
import { MAX_SPEED, stepKinds } from '../../domain/drill/scenario.ts';

export const DrillInput = z.object({
  drill: z.looseObject({
    scenario: z.string().nullish().meta({
      description: 'One of ours: deployment, database or supplier-breach.',
    }),
    scenario_yaml: z.string().nullish().meta({ description: 'Or a scenario of yours, as YAML.' }),
    speed: z
      .number()
      .int()
      .nullish()
      .meta({ description: `How many times faster than its clock, 1 to ${MAX_SPEED}.` }),
    participants: z.array(z.string()).nullish().meta({
      description: 'IDs or email addresses of members. Default: the person behind the token.',
    }),
    component_ids: z
      .array(z.string())
      .nullish()
      .meta({ description: 'Components that it names. Their status does not change.' }),
  }),
});
export const DrillEndInput = z.object({ drill: z.looseObject({ do: z.enum(['end']) }) });

const Listed = z.looseObject({
  id: z.string().meta({ description: 'Also the ID of its incident.' }),
  name: z.string(),
  scenario: z.string(),
  speed: z.number().int(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
});
export const DrillsRead = z.array(Listed);
export const DrillRead = Listed.extend({
  steps: z
    .array(z.looseObject({ kind: z.enum(stepKinds), text: z.string() }))
    .meta({ description: 'Those that were played.' }),
  steps_left: z.number().int(),
  figures: z.array(
    z.looseObject({ key: z.string(), value: z.number().nullable(), is_met: z.boolean() }),
  ),
});
