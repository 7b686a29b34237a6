import { z } from 'zod';
import { obligationKinds, obligationSubjects } from '../../domain/obligation/obligation.ts';
import { cadences, countings, requirableRoles } from '../../domain/response/severity.ts';

export const ObligationQuery = z.object({
  kind: z.enum(obligationKinds).optional().meta({ description: 'Only of this kind.' }),
  incident_id: z.string().optional().meta({ description: 'Only about this incident.' }),
  page: z.string().optional().meta({ description: 'Page number, starting at 1.' }),
  limit: z.string().optional().meta({ description: 'Entries per page, at most 100.' }),
});

export const ObligationsRead = z.array(
  z.looseObject({
    id: z.string(),
    kind: z.enum(obligationKinds),
    state: z.enum(['open', 'missed']).meta({
      description: 'missed: everybody was notified, and it is still to be done.',
    }),
    task: z.string().meta({ description: 'What to do, such as “Assign a commander”.' }),
    due_at: z.string().meta({
      description: 'The promised time, or when the next people are notified.',
    }),
    overdue: z.boolean(),
    lapsed_at: z.string().nullable().meta({ description: 'When an acknowledgment lapsed.' }),
    roles: z.array(z.string()).meta({ description: 'Required roles that nobody has.' }),
    subject: z.looseObject({ kind: z.enum(obligationSubjects), id: z.string() }),
    title: z.string().meta({ description: 'What the subject, or else the incident, is called.' }),
    responsible: z.array(z.string()).meta({ description: 'IDs of the members who must do it.' }),
    incident: z
      .looseObject({ id: z.string(), name: z.string(), severity: z.string().nullable() })
      .nullable()
      .meta({ description: 'The incident it belongs to; null for none, as of a shift.' }),
  }),
);

const minutes = (description: string) =>
  z.number().int().min(1).max(1440).nullish().meta({ description });

export const SeverityChange = z.object({
  severity: z.looseObject({
    definition: z.string().optional(),
    example: z.string().optional(),
    users_from: z.number().min(0).max(100).nullish().meta({
      description: 'Percent of users from which this severity is suggested; null: the default.',
    }),
    acknowledge_within: minutes('Minutes until an incident must be acknowledged; null: never.'),
    lapse_after: minutes('Minutes of silence after which an acknowledgment lapses; null: never.'),
    required_roles: z.array(z.enum(requirableRoles)).optional(),
    assign_within: minutes('Minutes until people are told of a missing role; null: never.'),
    update_every: z.union(cadences.map((one) => z.literal(one))).nullish(),
    notify: z.string().optional(),
    counts: z.enum(countings).optional().meta({
      description: 'Whether its deadlines are counted around the clock or in business hours.',
    }),
  }),
});
export const SeverityRead = z.looseObject({
  key: z.string(),
  users_from: z.number().nullable(),
  acknowledge_within: z.number().int().nullable(),
  lapse_after: z.number().int().nullable(),
  required_roles: z.array(z.enum(requirableRoles)),
  assign_within: z.number().int().nullable(),
  counts: z.enum(countings),
});
export const SeveritiesRead = z.array(SeverityRead);
