import { z } from 'zod';

/** A component or group, and the group that it is in. A list of these is in page order. */
export type Placed = { id: string; group: boolean; groupId: string | null };

/** Where the selected ones go within their own list. */
export const Step = z.enum(['top', 'up', 'down', 'bottom']);
export type Step = z.infer<typeof Step>;

/** In the console. */
export const stepLabels: Record<Step, string> = {
  top: 'To the top',
  up: 'Up',
  down: 'Down',
  bottom: 'To the bottom',
};

/** The top level in its order, each group followed by its members. */
export const inPageOrder = <P extends Placed>(all: readonly P[]): P[] =>
  all
    .filter(({ groupId }) => groupId === null)
    .flatMap((top) => [top, ...all.filter(({ groupId }) => groupId === top.id)]);

/** Moves the selected ones within their own lists; they keep their order among each other. */
export const steppedBy = <P extends Placed>(
  all: readonly P[],
  ids: readonly string[],
  step: Step,
) =>
  listsOf(all).flatMap((list) => {
    const isMover = ({ id }: P) => ids.includes(id);
    if (step === 'up') return raised(list, isMover);
    if (step === 'down') return raised(list.toReversed(), isMover).toReversed();
    const movers = list.filter(isMover);
    const others = list.filter((one) => !isMover(one));
    return step === 'top' ? [...movers, ...others] : [...others, ...movers];
  });

/** Puts the selected ones at the end of a list. Those that are in it already keep their place. */
export function movedInto<P extends Placed>(
  all: readonly P[],
  ids: readonly string[],
  groupId: string | null,
): P[] {
  const isMover = (one: P) => ids.includes(one.id) && one.groupId !== groupId;
  const movers = inPageOrder(all).filter(isMover);
  return [...all.filter((one) => !isMover(one)), ...movers.map((mover) => ({ ...mover, groupId }))];
}

/** Puts one before another of a list, or last in it. Null where the list lacks `before`. */
export function movedBefore<P extends Placed>(
  all: readonly P[],
  mover: P,
  { groupId, before }: { groupId: string | null; before: string | null },
): P[] | null {
  const others = all.filter(({ id }) => id !== mover.id);
  const at = others.findIndex((one) => one.id === before && one.groupId === groupId);
  if (before !== null && at < 0) return null;
  return others.toSpliced(at < 0 ? others.length : at, 0, { ...mover, groupId });
}

/** Positions from 1 on in each list. */
export const positioned = <P extends Placed>(all: readonly P[]) =>
  listsOf(all).flatMap((list) => list.map((one, i) => ({ ...one, position: i + 1 })));

/** The top level, and the members of each group. */
const listsOf = <P extends Placed>(all: readonly P[]): P[][] => [
  ...Map.groupBy(all, ({ groupId }) => groupId).values(),
];

/** Each mover changes places with the one before it, unless that is a mover too. */
function raised<P>(list: readonly P[], isMover: (one: P) => boolean): P[] {
  const order = [...list];
  for (const [i, one] of order.entries()) {
    const above = order[i - 1];
    if (above === undefined || !isMover(one) || isMover(above)) continue;
    order[i - 1] = one;
    order[i] = above;
  }
  return order;
}
