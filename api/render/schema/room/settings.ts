import { z } from 'zod';
import { checklistParts } from '../../../domain/room/checklist.ts';
import { nudgeKeys } from '../../../domain/room/nudge.ts';

export const NudgeInput = z.object({
  nudge: z
    .looseObject({
      answer: z.string().optional().meta({
        description: 'One line for the timeline, where the suggestion asks for an answer.',
      }),
    })
    .optional(),
});
export const NudgesRead = z.looseObject({
  current: z
    .looseObject({
      key: z.enum(nudgeKeys),
      text: z.string(),
      asks: z.boolean().meta({ description: 'It can be answered with one line.' }),
    })
    .nullable(),
  dismissed: z.array(z.looseObject({ key: z.string(), by: z.string(), at: z.string() })),
});

const address = (description: string) => z.string().nullish().meta({ description });
const items = z.array(z.looseObject({ part: z.enum(checklistParts), item: z.string() }));

export const RoomSettingsInput = z.object({
  room_settings: z.looseObject({
    bridge: address('Bridge of every room without one of its own; null: none.'),
    chat: address('Chat of every room without one of its own; null: none.'),
    new_ticket: address(
      'The tracker’s form for a new ticket, with {{title}}, {{severity}}, {{link}} and {{id}}.',
    ),
    checklists: z.record(z.string(), items.nullable()).optional().meta({
      description: 'By severity, or “default” for all; null: no checklist of its own any more.',
    }),
  }),
});
export const RoomSettingsRead = z.looseObject({
  bridge: z.string().nullable(),
  chat: z.string().nullable(),
  new_ticket: z.string().nullable(),
  checklists: z.record(z.string(), z.looseObject({ is_own: z.boolean(), items })),
});

export const AccessInput = z.object({
  access: z.looseObject({
    visibility: z.enum(['internal', 'restricted']).optional().meta({
      description:
        '“restricted” keeps an internal incident to the people it names, first the member who created the token; “internal” lifts the restriction, which only a person it names can do.',
    }),
    people: z.array(z.string()).optional().meta({
      description: 'Everybody it names, by ID or email address; at least one.',
    }),
  }),
});
export const AccessRead = z.looseObject({
  incident_id: z.string(),
  visibility: z.enum(['internal', 'restricted']),
  name: z.string().nullable().meta({ description: 'Null for a token that cannot read it.' }),
  people: z.array(z.looseObject({ id: z.string(), name: z.string(), added_by: z.string() })),
});
export const RestrictedRead = z.array(
  z.looseObject({
    id: z.string(),
    people: z.array(z.string()),
    created_at: z.string(),
    resolved_at: z.string().nullable(),
  }),
);
