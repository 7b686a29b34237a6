import { z } from 'zod';
import { handoverAnswers } from '../../domain/handover/handover.ts';
import { responseRoles } from '../../domain/room/response-role.ts';

const part = (what: string) =>
  z
    .string()
    .nullish()
    .meta({ description: `${what} Left out: as the room knows it.` });

const note = {
  status: part('How far the response is.'),
  severity: part('The severity.'),
  happened: part('What happened.'),
  tried: part('What was tried.'),
  learned: part('What was learned.'),
  hypotheses: part('Hypotheses that are still open.'),
  next_steps: part('What to do next.'),
  contacts: part('Whom to ask.'),
};

export const HandoverInput = z.object({
  handover: z.looseObject({
    to: z.string().meta({ description: 'ID or email address of the member who takes over.' }),
    roles: z
      .array(z.enum(responseRoles))
      .nullish()
      .meta({ description: 'Default: all roles of the person behind the token.' }),
    ...note,
  }),
});
export const HandoverAnswerInput = z.object({
  handover: z.looseObject({
    do: z.enum(handoverAnswers).meta({
      description: '“accept” and “decline” need a token of the person it is offered to.',
    }),
  }),
});

const Person = z.looseObject({ id: z.string(), name: z.string() });
const Note = z.looseObject(
  Object.fromEntries(Object.keys(note).map((field) => [field, z.string()])),
);
export const HandoverRead = z.looseObject({
  id: z.string(),
  state: z.enum(['offered', 'accepted', 'declined', 'withdrawn']),
  from: Person,
  to: Person,
  roles: z.array(z.string()),
  note: Note,
});
export const HandoversRead = z.looseObject({
  note: Note.meta({ description: 'What a hand-over would say now.' }),
  handovers: z.array(HandoverRead).meta({ description: 'Newest first.' }),
});

const notes = z.string().max(4000).meta({ description: 'What the next person should know.' });
export const ShiftNotesInput = z.object({
  shift_handover: z.looseObject({
    schedule: z.string().meta({ description: 'ID of the schedule.' }),
    at: z.string().meta({ description: 'When the shift changes, as `upcoming` says it.' }),
    notes,
  }),
});
export const ShiftAnswerInput = z.object({
  shift_handover: z.looseObject({
    do: z.enum(['accept']).optional().meta({
      description: 'Needs a token of the person whose shift begins.',
    }),
    notes: notes.optional(),
  }),
});
export const CheckInInput = z.object({
  check_in: z.looseObject({
    load: z.number().int().min(1).max(5).meta({ description: '1 (very light) to 5 (too much).' }),
    line: z.string().max(1000).optional().meta({ description: 'For the owners alone.' }),
  }),
});

const shift = {
  schedule: Person,
  at: z.string(),
  from: z.array(z.string()).meta({ description: 'Names of the people whose shift ends.' }),
  to: z.array(z.string()).meta({ description: 'Names of the people whose shift begins.' }),
  notes: z.string(),
};
const ListedShift = z.looseObject({
  id: z.string(),
  state: z.enum(['planned', 'open', 'accepted']),
  ...shift,
  until: z.string(),
  accepted_at: z.string().nullable(),
  accepted_by: z.string().nullable(),
});
export const ShiftHandoversRead = z.looseObject({
  upcoming: z
    .array(z.looseObject(shift))
    .meta({ description: 'The next change of each schedule.' }),
  shift_handovers: z.array(ListedShift).meta({ description: 'Newest first, at most 50.' }),
});
const Line = z.looseObject({ id: z.string(), text: z.string() });
export const ShiftHandoverRead = z.looseObject({
  ...ListedShift.shape,
  incidents: z
    .array(Line)
    .meta({ description: 'Open ones; a restricted one for its people only.' }),
  temporary_fixes: z.array(Line),
  overdue_items: z.array(Line),
  maintenance: z.array(
    z.looseObject({ id: z.string(), name: z.string(), from: z.string(), until: z.string() }),
  ),
  check_ins: z
    .array(
      z.looseObject({
        person: Person,
        load: z.number(),
        interrupted_nights: z.number(),
        line: z.string(),
      }),
    )
    .meta({ description: 'One’s own; owners see all.' }),
});
