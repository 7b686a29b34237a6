import { z } from 'zod';
import { overrideKinds, rotationUnits } from '../../domain/on-call/schedule.ts';
import { describedText } from './text.ts';

const time = (description: string) => z.string().optional().meta({ description });
const PersonRead = z.looseObject({ id: z.string(), name: z.string() });
const Page = {
  page: describedText('Page number, starting at 1.'),
  limit: describedText('Entries per page, at most 100.'),
};

export const OnCallListQuery = z.object(Page);
export const OnCallQuery = z.object({ at: time('An instant; the present where it is left out.') });
export const ShiftQuery = z.object({
  from: time('Start; the present where it is left out.'),
  until: time('End; four weeks after the start where it is left out, 400 days at most.'),
  ...Page,
});

export const ScheduleInputBody = z.object({
  schedule: z.looseObject({
    name: describedText('Required for a new schedule.'),
    time_zone: describedText(
      'Such as Europe/Berlin: hand-overs follow its clocks. Required for a new one.',
    ),
  }),
});

const Hours = z.looseObject({
  days: z.array(z.number().int()).meta({ description: 'Days on which they begin, 1 for Monday.' }),
  start: z.string().meta({ description: 'Such as 09:00.' }),
  minutes: z.number().int().meta({ description: 'How long they last by the clock.' }),
});

export const RotationInputBody = z.object({
  rotation: z.looseObject({
    name: describedText('Such as “Primary”.'),
    people: z.array(z.string()).optional().meta({
      description: 'Members in order, by ID or email address. Required for a new rotation.',
    }),
    unit: z.enum(rotationUnits).optional(),
    every: z.number().int().optional().meta({ description: 'Length of a turn in units.' }),
    starts_at: time('When the first person’s turn starts; it sets the time of day of hand-overs.'),
    hours: z.array(Hours).optional().meta({ description: 'Empty: at all hours.' }),
  }),
});

const Gaps = z
  .array(z.looseObject({ from: z.string(), until: z.string() }))
  .meta({ description: 'Times of the next four weeks at which nobody is on call.' });

export const RotationRead = z.looseObject({
  id: z.string(),
  name: z.string(),
  people: z.array(PersonRead),
  unit: z.enum(rotationUnits),
  every: z.number().int(),
  starts_at: z.string(),
  in_force_from: z.string(),
  hours: z.array(Hours),
});

/** A rotation that was saved, with the gaps that the schedule has since. */
export const RotationSaved = RotationRead.extend({ schedule_gaps: Gaps });

export const OverrideInputBody = z.object({
  override: z.looseObject({
    kind: z.enum(overrideKinds).optional().meta({ description: 'replace where it is left out.' }),
    person: z.string().meta({ description: 'A member, by ID or email address.' }),
    replaces: describedText('Whose place it takes; everybody’s where it is left out.'),
    from: z.string(),
    until: z.string(),
  }),
});

export const OverrideRead = z.looseObject({
  id: z.string(),
  kind: z.enum(overrideKinds),
  person: PersonRead,
  replaces: PersonRead.nullable(),
  from: z.string(),
  until: z.string(),
  created_by: z.string(),
});
export const OverridesRead = z.array(OverrideRead);

export const ScheduleRead = z.looseObject({
  id: z.string(),
  name: z.string(),
  time_zone: z.string(),
  rotations: z.array(RotationRead).meta({
    description: 'The first rotation that covers a time decides.',
  }),
  overrides: OverridesRead.meta({ description: 'Those that are not over.' }),
  gaps: Gaps,
});
export const SchedulesRead = z.array(ScheduleRead);

export const ShiftRead = z.looseObject({
  from: z.string(),
  until: z.string(),
  gap: z.boolean().meta({ description: 'Nobody is on call.' }),
  people: z.array(PersonRead),
  left_the_team: z.array(PersonRead).meta({
    description: 'Whoever would be on call, but has left the team.',
  }),
  rotation_id: z.string().nullable(),
  override_ids: z.array(z.string()),
});
export const ShiftsRead = z.array(ShiftRead);
export const OnCallRead = ShiftRead.extend({ at: z.string() });
