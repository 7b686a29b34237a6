import { z } from 'zod';
import { eventKinds } from '../../../domain/room/event.ts';
import { internalAudiences } from '../../../domain/room/internal-update.ts';
import { milestoneKinds, mitigations } from '../../../domain/room/milestone.ts';
import { derivedKinds } from '../../../domain/room/timeline/timeline-entry.ts';
import { triageFields, triageQuestions } from '../../../domain/room/triage.ts';
import { describedText } from '../text.ts';

const flag = (description: string) => z.boolean().optional().meta({ description });
const PAST = 'ISO 8601, not in the future. Without an offset, the page’s time zone applies.';

export const EventInput = z.object({
  event: z.looseObject({
    kind: z.enum(eventKinds).optional().meta({
      description:
        'Without a kind, the text is read as in the room: “!” begins a decision, “?” a question, “TODO” an action; anything else is a note.',
    }),
    text: describedText('What happened, at most 4,000 characters.'),
    at: describedText(`When it happened; default: now. ${PAST}`),
  }),
});

export const EventChange = z.object({
  event: z.looseObject({
    at: describedText(`The corrected time. The first one is kept as “original_at”. ${PAST}`),
    pinned: flag('Pinned events go to the review.'),
    hidden: flag('Hides the event. It is never deleted.'),
  }),
});

export const EventQuery = z.object({
  hidden: describedText('true: with hidden events.'),
  page: describedText('Page number, starting at 1 (newest).'),
  limit: describedText('Events per page, at most 100.'),
});

export const RoomEvent = z.looseObject({
  id: z.string(),
  kind: z.enum([...eventKinds, ...derivedKinds]),
  text: z.string(),
  author: z.string(),
  at: z.string(),
  original_at: z.string(),
  created_at: z.string(),
  pinned: z.boolean(),
  hidden: z.boolean(),
  automatic: z.boolean(),
});
export const RoomEvents = z.array(RoomEvent);

const person = z.string().nullish().meta({
  description: 'ID or email address of a member; null ends the role.',
});
export const RolesInput = z.object({
  roles: z.looseObject({
    commander: person,
    comms_lead: person,
    tech_lead: person,
    scribe: person,
    reporter: person,
    experts: z
      .array(z.string())
      .optional()
      .meta({ description: 'All experts, not only new ones.' }),
  }),
});

const Person = z.looseObject({ id: z.string(), name: z.string() });
export const RolesRead = z.looseObject({
  commander: Person.nullable(),
  comms_lead: Person.nullable(),
  experts: z.array(Person),
  required: z.array(z.string()).meta({ description: 'Roles that the severity requires.' }),
  warnings: z.array(z.string()),
  people: z.array(Person).meta({ description: 'Who can be given a role.' }),
  history: z.array(z.looseObject({ role: z.string(), name: z.string() })),
});

export const TriageInput = z.object({
  triage: z.looseObject(
    Object.fromEntries(
      triageFields.map((field) => [
        field,
        z
          .string()
          .nullish()
          .meta({ description: `${triageQuestions[field]} One line.` }),
      ]),
    ),
  ),
});
export const TriageRead = z.looseObject({
  unanswered: z.array(z.enum(triageFields)),
  history: z.array(z.looseObject({ question: z.enum(triageFields), text: z.string() })),
});

export const MilestoneInput = z.object({
  milestone: z.looseObject({
    kind: z.enum(milestoneKinds),
    level: z.enum(mitigations).optional().meta({ description: 'Of “mitigated”. Default: full.' }),
    at: describedText(`When it was reached; default: now. ${PAST}`),
    reason: describedText('Needed to change a milestone that a person already set.'),
  }),
});
export const MilestonesRead = z.array(
  z.looseObject({ kind: z.enum(milestoneKinds), at: z.string(), automatic: z.boolean() }),
);

export const IncidentAlertsRead = z.looseObject({
  total: z.number().int(),
  first_alert_at: z.string().nullable().meta({ description: 'When it was received.' }),
  first_public_update_at: z.string().nullable(),
  time_to_inform_seconds: z.number().int().nullable().meta({
    description: 'Null while nothing is public, or where that came before any alert.',
  }),
  alerts: z
    .array(z.looseObject({ id: z.string(), title: z.string(), first_seen_at: z.string() }))
    .meta({ description: 'The first 50, in the order in which they came.' }),
});

export const InternalUpdateInput = z.object({
  internal_update: z.looseObject({
    audience: z.enum(internalAudiences).optional().meta({ description: 'Default: responders.' }),
    current_state: z.string(),
    what_we_know: describedText('What is known.'),
    what_we_are_doing: describedText('What is being done.'),
    impact: describedText('The impact, in numbers.'),
    next_update_by: describedText('When the next one comes; without it, when the status changes.'),
    updates_every: z.number().int().optional().meta({
      description:
        'Minutes. Announces the interval from now on, such as 120 in a long incident: “Updates every 2 hours from now on.”',
    }),
  }),
});
export const InternalUpdateRead = z.looseObject({
  id: z.string(),
  number: z.number().int(),
  audience: z.enum(internalAudiences),
  current_state: z.string(),
});
export const InternalUpdatesRead = z.array(InternalUpdateRead);

export const Acknowledgement = z.looseObject({
  state: z.enum(['not_required', 'open', 'missed', 'done']),
  due_at: z.string().nullable(),
  acknowledged_at: z.string().nullable(),
  acknowledged_by: z.string().nullable(),
});
