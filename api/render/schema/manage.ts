import { z } from 'zod';
import { scopes } from '../../domain/maintenance/scope.ts';

const time = (description: string) =>
  z
    .string()
    .optional()
    .meta({ description: `${description} ISO 8601, or in the page’s zone.` });
const on = (description: string) => z.boolean().optional().meta({ description });

/** What planned maintenance takes; what Statuspage’s `incident` knows besides is taken too. */
const plan = {
  name: z.string().optional(),
  body: z.string().optional(),
  component_ids: z.array(z.string()).optional(),
  scheduled_for: time('When it begins.'),
  scheduled_until: time('When it ends.'),
  scheduled_auto_in_progress: on('It begins at the set time.'),
  scheduled_auto_completed: on('It ends at the set time.'),
  deliver_notifications: on('Subscribers are told; they are where it is left out.'),
  remind_before: z.array(z.number().int().min(1).max(40_320)).max(10).optional().meta({
    description:
      'Minutes before the beginning at which subscribers are reminded; [] for no reminder. What is longer than the time that is left is not sent.',
  }),
};

export const NewMaintenance = z.object({
  incident: z.looseObject({
    ...plan,
    recurrence: z.string().max(300).optional().meta({
      description:
        'An RRULE (RFC 5545) in the page’s zone, with COUNT or UNTIL, of which this window is the first: FREQ=WEEKLY;BYDAY=TU,TH;COUNT=8. At most a year and 399 windows.',
    }),
  }),
});

export const MaintenancePatch = z.object({
  incident: z.looseObject({
    ...plan,
    status: z
      .string()
      .optional()
      .meta({ description: '“completed” calls off what has not begun.' }),
    recurrence_scope: z.enum(scopes).optional().meta({
      description:
        'Of a series, the windows that this is a change of: this one, this and those that follow, or all that have not begun. Those that were changed by hand stay. One mail tells of all.',
    }),
  }),
});

/** As Statuspage’s manage API answers. */
export const Written = z.looseObject({ id: z.string(), name: z.string(), status: z.string() });
