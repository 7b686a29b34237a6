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
