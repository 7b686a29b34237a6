/** Units of a rotation. Hand-overs follow the clocks of the schedule's zone in all of them. */
export const rotationUnits = ['hour', 'day', 'week', 'month'] as const;
export type RotationUnit = (typeof rotationUnits)[number];

/** Hours in which a rotation is on call; a rotation without any is on call at all times. */
export type Restriction = {
  /** ISO days on which the hours begin, 1 for Monday. */
  days: readonly number[];
  /** Minute of the day at which they begin. */
  start: number;
  /** How long they last by the clock; over midnight where they must. */
  minutes: number;
};

/** People who take turns. Each edit is a new version, so that the past stays as it was. */
export type Rotation = {
  /** Of this version. */
  id: string;
  /** The same in all versions. */
  rotationId: string;
  name: string;
  /** Members in order; the first one has the first turn. */
  people: readonly string[];
  unit: RotationUnit;
  /** Length of a turn in units. */
  every: number;
  /** The first hand-over, which sets the time of day of all others. */
  startsAt: number;
  restrictions: readonly Restriction[];
  /** When this version is in force; `until` is null for the newest. */
  from: number;
  until: number | null;
};

export const overrideKinds = ['replace', 'add', 'remove'] as const;
export type OverrideKind = (typeof overrideKinds)[number];

/** A change of who is on call for a time. Later overrides build on earlier ones. */
export type ShiftOverride = {
  id: string;
  /** `replace` puts a person in place of `replacedId`, or of everybody where that is null. */
  kind: OverrideKind;
  personId: string;
  replacedId: string | null;
  from: number;
  until: number;
  author: string;
};

/** `leftAt` is null for members: whoever has left is not on call any more. */
export type SchedulePerson = { id: string; name: string; leftAt: number | null };

export type Schedule = {
  id: string;
  name: string;
  zone: string;
  /** The first rotation that covers an instant decides. */
  rotations: readonly Rotation[];
  /** In the order in which they were made. */
  overrides: readonly ShiftOverride[];
  /** Everybody whom rotations and overrides name. */
  people: readonly SchedulePerson[];
};

export const nameIn = ({ people }: Pick<Schedule, 'people'>, id: string): string =>
  people.find((one) => one.id === id)?.name ?? 'Someone who has left';
