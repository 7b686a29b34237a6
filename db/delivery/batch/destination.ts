import { sql } from 'drizzle-orm';
import { DAY } from '../../../api/domain/time/time.ts';
import { dbNow } from '../../engine/clock.ts';
import { plain, type Statement } from '../../engine/write.ts';

/** How the delivery to one destination ended. `goneBecause`: nothing more is sent to it. */
export type DestinationOutcome = {
  subscriberId: string;
  isWell: boolean;
  goneBecause: string | null;
};

/** A destination at which every delivery failed for this long gets no more. */
const LONGEST_FAILURE = 5 * DAY;

/** Part of settling: since when destinations fail, and which are given up. */
export function recordDestinations(outcomes: readonly DestinationOutcome[]): Statement[] {
  const well = outcomes.filter(({ isWell }) => isWell).map(({ subscriberId }) => subscriberId);
  const failed = outcomes.filter(({ isWell }) => !isWell);
  return [
    ...(well.length > 0
      ? [
          plain(sql`update subscriber set failing_since = null where failing_since is not null
            and id in (select value from json_each(${JSON.stringify(well)}))`),
        ]
      : []),
    ...(failed.length > 0
      ? [
          plain(sql`update subscriber set failing_since = coalesce(failing_since, ${dbNow}),
              quarantined_at = case when o.value ->> 'goneBecause' is not null
                or failing_since < ${dbNow} - ${LONGEST_FAILURE} then ${dbNow} end,
              quarantine_reason = coalesce(o.value ->> 'goneBecause', case
                when failing_since < ${dbNow} - ${LONGEST_FAILURE} then 'Every delivery failed for five days.' end)
            from json_each(${JSON.stringify(failed)}) o
            where subscriber.id = o.value ->> 'subscriberId' and subscriber.quarantined_at is null`),
        ]
      : []),
  ];
}
