import { z } from 'zod';
import { alertStatuses } from '../../../domain/alert/inbound.ts';
import { AlertMapping } from '../../../domain/alert/mapping.ts';
import { alertOutcomes } from '../../../domain/alert/rule-facts.ts';
import { alertSourceKinds } from '../../../domain/alert/source.ts';
import { describedText } from '../text.ts';

const Mapping = AlertMapping.meta({
  description:
    'Of a generic source: where the fields are, as JSON Pointers such as /alert/name or templates such as {{ alert.name }}.',
});

export const AlertSourceInput = z.object({
  alert_source: z.looseObject({
    name: z.string(),
    kind: z.enum(alertSourceKinds),
    signed: z
      .boolean()
      .optional()
      .meta({ description: 'True makes a secret: unsigned deliveries are then refused.' }),
    secret: z.string().nullish().meta({ description: 'A secret that the sender has made.' }),
    mapping: Mapping.optional(),
  }),
});

export const AlertSourceChange = z.object({
  alert_source: z.looseObject({
    name: z.string().optional(),
    secret: z.string().nullish().meta({ description: 'Null: the address alone is enough.' }),
    mapping: Mapping.optional(),
    enabled: z.boolean().optional(),
  }),
});

export const AlertSourceRead = z.looseObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(alertSourceKinds),
  signed: z.boolean(),
  enabled: z.boolean(),
  created_by: z.string(),
  created_at: z.string(),
  last_seen_at: z.string().nullable(),
});
export const AlertSourcesRead = z.array(AlertSourceRead);
export const AlertSourceCreated = AlertSourceRead.extend({
  url: z.string().meta({ description: 'Where to post alerts. It is answered once.' }),
  secret: describedText('Where there is a new one. It is answered once.'),
});

export const AlertQuery = z.object({
  status: z.enum(alertStatuses).optional(),
  source: describedText('The ID of an alert source.'),
  cursor: describedText('Where the list goes on, as the header Link says.'),
  limit: describedText('Entries per answer, at most 100.'),
});

const Source = z.object({ id: z.string(), name: z.string() });

export const AlertRead = z.looseObject({
  id: z.string(),
  source: Source,
  status: z.enum(alertStatuses),
  title: z.string(),
  severity: z.string().meta({ description: 'As the sender calls it.' }),
  fingerprint: z.string(),
  group_key: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
  starts_at: z.string(),
  ends_at: z.string().nullable(),
  acknowledged_at: z.string().nullable(),
  first_seen_at: z.string(),
  last_seen_at: z.string(),
  received: z.number().int().meta({ description: 'How many deliveries contained it.' }),
  outcome: z
    .enum(alertOutcomes)
    .nullable()
    .meta({ description: 'What rules did with it last; null before, or without rules.' }),
});
const Paging = z.looseObject({
  state: z.enum(['open', 'done', 'missed']).meta({
    description: 'missed: everybody was paged, and nobody has acknowledged it.',
  }),
  paged: z.array(z.object({ at: z.string(), people: z.array(z.string()) })),
  acknowledged_at: z.string().nullable(),
  acknowledged_by: z.string().nullable().meta({ description: '“Alert rules” once it is over.' }),
});

export const AlertWithDecisionsRead = AlertRead.extend({
  paging: Paging.nullable().meta({ description: 'Null where the rule pages nobody.' }),
  decisions: z.array(
    z.object({
      at: z.string(),
      outcome: z.enum(alertOutcomes),
      explanation: z.string(),
      rule: z
        .object({ id: z.string(), name: z.string(), revision: z.number().int() })
        .nullable()
        .meta({ description: 'As it was then.' }),
    }),
  ),
});
export const AlertsRead = z.array(AlertRead);

export const AlertDeliveriesRead = z.array(
  z.looseObject({
    id: z.string(),
    source: Source,
    outcome: z.enum(['refused', 'ignored']),
    reason: z.string(),
    excerpt: z.string(),
    first_at: z.string(),
    last_at: z.string(),
    received: z.number().int(),
  }),
);
