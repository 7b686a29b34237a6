import { DAY } from '../time/time.ts';

/** After this long without a change, a draft is offered for discarding. */
const UNTOUCHED_FOR = 7 * DAY;

/** True for a draft that nobody changed for a week, and that waits for nobody. */
export const isUntouched = (draft: { state: string; updatedAt: number }, now: number): boolean =>
  draft.state === 'open' && draft.updatedAt <= now - UNTOUCHED_FOR;
