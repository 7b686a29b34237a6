import { z } from 'zod';
import { listMembers, type Member } from '../../../../db/team/account.ts';
import type { AppContext } from '../../../context/context.ts';
import { Problem, refused } from '../../../core/problem.ts';
import { OverrideInput, RotationInput, ScheduleInput } from '../../../domain/on-call/input.ts';
import { overrideKinds, rotationUnits } from '../../../domain/on-call/schedule.ts';
import { instant, maybe, oneOf, parsed, textField } from '../request/fields.ts';

export const scheduleFields = z.object({
  name: maybe(textField('name')),
  time_zone: maybe(textField('time_zone')),
});

export const readNewSchedule = (value: unknown): ScheduleInput => {
  const { name, time_zone: zone } = parsed(scheduleFields, value);
  return parsed(ScheduleInput, { name: name ?? '', zone: zone ?? '' });
};

export const readSchedulePatch = (value: unknown): Partial<ScheduleInput> => {
  const { name, time_zone: zone } = parsed(scheduleFields, value);
  const given = { ...(name !== undefined && { name }), ...(zone !== undefined && { zone }) };
  return parsed(ScheduleInput.partial(), given) as Partial<ScheduleInput>; // without absent keys
};

const hours = z.object({
  days: z.array(z.number().int(), 'days is a list of numbers, 1 for Monday to 7.'),
  start: z
    .string('start is a time such as 09:00.')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'start is a time such as 09:00.'),
  minutes: z.number('minutes is a number.').int('minutes is a whole number.'),
});
export const rotationFields = (zone: string) =>
  z.object({
    name: maybe(textField('name')),
    people: maybe(z.array(z.string(), 'people is a list of ids or email addresses of members.')),
    unit: maybe(oneOf('unit', rotationUnits)),
    every: maybe(z.number('every is a number.')),
    starts_at: instant('starts_at', zone).optional(),
    hours: maybe(z.array(hours, 'hours is a list of ranges.')),
  });

/** The fields of a rotation; those that are left out stay as they are in `stored`. */
export async function readRotation(
  c: AppContext,
  value: unknown,
  zone: string,
  stored?: RotationInput,
): Promise<RotationInput> {
  const input = parsed(rotationFields(zone), value);
  const restrictions = input.hours?.map(({ days, start, minutes }) => ({
    ...{ days, minutes },
    start: Number(start.slice(0, 2)) * 60 + Number(start.slice(3)),
  }));
  return parsed(RotationInput, {
    name: input.name ?? stored?.name ?? 'Rotation',
    people: input.people ? await peopleIn(c, input.people, 'people') : (stored?.people ?? []),
    unit: input.unit ?? stored?.unit ?? 'week',
    every: input.every ?? stored?.every ?? 1,
    startsAt: input.starts_at ?? stored?.startsAt ?? c.var.deps.clock(),
    restrictions: restrictions ?? stored?.restrictions ?? [],
  });
}

export const overrideFields = (zone: string) =>
  z.object({
    kind: maybe(oneOf('kind', overrideKinds)),
    person: textField('person'),
    replaces: maybe(textField('replaces')),
    from: instant('from', zone),
    until: instant('until', zone),
  });

export async function readOverride(
  c: AppContext,
  value: unknown,
  zone: string,
): Promise<OverrideInput> {
  const input = parsed(overrideFields(zone), value);
  const [personId] = await peopleIn(c, [input.person], 'person');
  const replaced = input.replaces ? await peopleIn(c, [input.replaces], 'replaces') : [];
  return parsed(OverrideInput, {
    ...{ kind: input.kind, personId, replacedId: replaced[0] ?? null },
    ...{ from: input.from, until: input.until },
  });
}

/** Members by ID or email address, in the order given. */
async function peopleIn(c: AppContext, given: readonly string[], field: string): Promise<string[]> {
  const members = await listMembers(c.var.deps.db, c.var.page.id);
  const isMeant = ({ id, email }: Member, one: string) =>
    id === one || email.toLowerCase() === one.trim().toLowerCase();
  return given.map((one) => {
    const found = members.find((member) => isMeant(member, one));
    if (found) return found.id;
    throw refused({ [field]: `No member has the id or email address “${one}”.` });
  });
}

/** The longest time whose shifts are listed, days. */
const MAX_DAYS = 400;

/** `?at=`, `?from=` and `?until=`; the present where they are absent. */
export function queriedInstant(c: AppContext, name: string, initial: number, zone: string): number {
  const input = c.req.query(name);
  if (input === undefined) return initial;
  return parsed(instant(name, zone), input) ?? initial;
}

export function assertShortRange(from: number, until: number): void {
  if (until <= from) throw new Problem('malformed', 'until must be after from.');
  if (until - from > MAX_DAYS * 86_400_000)
    throw new Problem('malformed', `Ask for at most ${MAX_DAYS} days at once.`);
}
