import { z } from 'zod';
import { NewOrder } from '../../../actions/component/order.ts';
import { Step } from '../../../domain/component/order.ts';
import { orNull, parse, type Values } from '../../../http/form.ts';

/** The values of “Move to”: a step within the own list, or a group; `group:` alone is no group. */
const GROUP = 'group:';
const CHOOSE = 'Choose where to move them.';

const [BySteps, ToGroup, ToPlace] = NewOrder.options;

const Move = z.object({
  ids: z.preprocess((ids) => [ids ?? []].flat(), BySteps.shape.ids),
  to: z.union([Step, z.string().startsWith(GROUP, CHOOSE)], CHOOSE),
});

type Move = z.infer<typeof BySteps> | z.infer<typeof ToGroup>;

/** Checkboxes of the list, and where the selected ones go. */
export function readMove(values: Values): Move {
  const { ids, to } = parse(Move, values);
  const step = Step.safeParse(to);
  return step.success ? { ids, step: step.data } : { ids, groupId: to.slice(GROUP.length) || null };
}

/** One component that was dragged or moved with the arrow keys. */
export const readPlace = (values: Values): z.infer<typeof ToPlace> =>
  parse(
    ToPlace.extend({
      groupId: orNull(ToPlace.shape.groupId),
      before: orNull(ToPlace.shape.before),
    }),
    values,
  );
