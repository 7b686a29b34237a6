/** How demanding being on call was, by the check-ins at the end of shifts. Names nobody. */
export type OnCallLoad = {
  /** Shifts with a check-in. */
  shifts: number;
  /** Mean from 1 to 5; null without a check-in. */
  load: number | null;
  interruptedNights: number;
};

export const onCallLoadOf = (
  checkIns: readonly { load: number; nights: number }[],
): OnCallLoad => ({
  shifts: checkIns.length,
  load:
    checkIns.length === 0
      ? null
      : checkIns.reduce((sum, { load }) => sum + load, 0) / checkIns.length,
  interruptedNights: checkIns.reduce((sum, { nights }) => sum + nights, 0),
});

/** `2.4 of 5 (8 shifts), 3 interrupted nights`. */
export const describeOnCallLoad = ({ shifts, load, interruptedNights }: OnCallLoad): string =>
  load === null
    ? '–'
    : `${Number(load.toFixed(1))} of 5 (${count(shifts, 'shift')}), ${count(interruptedNights, 'interrupted night')}`;

const count = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
