import { z } from 'zod';
import { changeKinds, changeOutcomes } from '../../domain/change/change.ts';
import { describedText } from './text.ts';

export const SystemChangeInput = z.object({
  change: z.looseObject({
    kind: z.enum(changeKinds),
    ref: describedText('What changed, such as “payments v412”.'),
    by: describedText('Who changed it.'),
    url: z.string().nullish().meta({ description: 'A link to it: http or https.' }),
    at: describedText(
      'When; default: now. ISO 8601, not in the future. Without an offset, the page’s time zone applies.',
    ),
    components: z.array(z.string()).optional().meta({
      description: 'Components that it touches, by ID or name.',
    }),
  }),
});

export const ListQuery = z.object({
  page: describedText('Page number, starting at 1 (newest).'),
  limit: describedText('Entries per page, at most 100.'),
});

export const ChangeRead = z.looseObject({
  id: z.string(),
  kind: z.enum(changeKinds),
  ref: z.string(),
  by: z.string(),
  url: z.string().nullable(),
  at: z.string(),
  components: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  environment: z.string().nullable(),
  outcome: z.enum(changeOutcomes).nullable(),
  source: z.string(),
});
export const ChangesRead = z.array(ChangeRead);

const RoomChangeRead = ChangeRead.extend({
  affects_same_component: z.boolean(),
  suspect: z.object({ by: z.string(), at: z.string() }).nullable(),
});
export const IncidentChangesRead = z.object({
  before: z.array(RoomChangeRead).meta({
    description: 'Of the two hours before the start, nearest first.',
  }),
  since: z.array(RoomChangeRead).meta({ description: 'Since the start, newest first.' }),
});
