import { z } from 'zod';
import { subscriberTypes } from '../../domain/subscriber/standing.ts';

const states = ['active', 'unconfirmed', 'quarantined', 'all'] as const;

export const SubscriberInput = z.object({
  subscriber: z.looseObject({
    email: z.string().nullish().meta({
      description: 'The subscriber, or with `endpoint` its contact for the team.',
    }),
    endpoint: z.string().nullish().meta({ description: 'Address of a webhook.' }),
    slack: z.string().nullish().meta({ description: 'Address of a Slack incoming webhook.' }),
    teams: z.string().nullish().meta({ description: 'Address of a Microsoft Teams workflow.' }),
    discord: z.string().nullish().meta({ description: 'Address of a Discord webhook.' }),
    component_ids: z.array(z.string()).nullish().meta({
      description: 'Components and groups. Without it, the whole page.',
    }),
    skip_confirmation_notification: z.boolean().nullish().meta({
      description: 'Subscribed at once, without a confirmation email. Needs an owner’s token.',
    }),
  }),
});
export const SubscriberPatch = z.object({
  subscriber: z.looseObject({
    component_ids: z
      .array(z.string())
      .nullish()
      .meta({ description: 'Without it, the whole page.' }),
  }),
});

export const SubscriberRead = z.looseObject({
  id: z.string(),
  mode: z.enum(subscriberTypes),
  email: z.string().nullable(),
  endpoint: z.string().nullable().meta({ description: 'Masked.' }),
  state: z.enum(['active', 'unconfirmed', 'quarantined', 'unsubscribed']),
  quarantined_at: z.string().nullable(),
  purge_at: z.string().nullable(),
  components: z.array(z.string()),
  created_at: z.string(),
});
export const CreatedSubscriberRead = SubscriberRead.extend({
  secret: z
    .string()
    .optional()
    .describe('Only of a new webhook: its signing secret, which is not shown again.'),
});
export const SubscriberWithSecretRead = SubscriberRead.extend({
  secret: z.string().describe('Begins with whsec_, as Standard Webhooks has it.'),
});
export const SubscribersRead = z.array(SubscriberRead);

const page = z.string().optional().meta({ description: 'Page number, starting at 0.' });
const limit = z.string().optional().meta({ description: 'At most 100, which is the default.' });
const q = z.string().optional().meta({ description: 'A part of the address.' });
const type = z.enum(subscriberTypes).optional();
export const SubscriberListQuery = z.object({
  ...{ q, type, state: z.enum(states).optional(), page, limit },
  sort_field: z.enum(['primary', 'created_at', 'quarantined_at', 'relevance']).optional(),
  sort_direction: z.enum(['asc', 'desc']).optional(),
});
export const SubscriberCountQuery = z.object({ type, state: z.enum(states).optional() });
export const SubscriberDeletionQuery = z.object({
  skip_unsubscription_notification: z.string().optional(),
  erase: z.string().optional().meta({
    description: 'true deletes everything about them instead of unsubscribing them.',
  }),
});

export const SubscriberBulkInput = z.looseObject({
  subscribers: z
    .union([z.literal('all'), z.array(z.string())])
    .meta({ description: 'At most 100 ids. “all” works for fewer than 100.' }),
  type: z.string().nullish(),
  state: z.string().nullish(),
  skip_unsubscription_notification: z.boolean().nullish(),
});

export const SubscriberCountRead = z.record(z.string(), z.number().int());
export const SubscriberHistogramRead = z.record(
  z.string(),
  z.object({
    active: z.number().int(),
    unconfirmed: z.number().int(),
    quarantined: z.number().int(),
    total: z.number().int(),
  }),
);
export const PersonalDataRead = z.looseObject({
  subscriber: z.looseObject({ id: z.string(), address: z.string() }),
  subscriptions: z.looseObject({ everything: z.boolean() }),
});

export const IncidentSubscriberInput = z.object({
  subscriber: z.looseObject({
    email: z.string(),
    skip_confirmation_notification: z.boolean().optional().meta({
      description: 'Subscribes at once, for owners who know that the person agreed.',
    }),
  }),
});
