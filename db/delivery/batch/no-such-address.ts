import { type SQL, sql } from 'drizzle-orm';
import { dbNow } from '../../engine/clock.ts';
import { plain, type Statement } from '../../engine/write.ts';
import { isSuppressed } from '../../subscriber/suppression.ts';
import type { LeasedBatch } from './fence.ts';

/** Part of settling a batch, guarded by its lease: these recipients got their mail. */
export const forgetNoSuchAddress = (
  batch: LeasedBatch,
  subscriberIds: readonly string[],
): Statement =>
  plain(sql`update subscriber set no_such_address = 0
    where id in (select value from json_each(${JSON.stringify(subscriberIds)}))
      and no_such_address > 0 and ${isHeld(batch)}`);

const NO_SUCH_ADDRESS_TIMES = 2;

/** Part of settling a batch, guarded by its lease: the second time in a row suppresses the address. */
export function countNoSuchAddress(
  batch: LeasedBatch,
  rows: readonly { id: string; subscriberId: string; addressHash: string }[],
): Statement[] {
  const list = sql`json_each(${JSON.stringify(rows)})`;
  return [
    plain(sql`update subscriber set no_such_address = no_such_address + 1
      where id in (select value ->> 'subscriberId' from ${list}) and ${isHeld(batch)}`),
    plain(sql`insert into suppression (id, page_id, address_hash, reason, source_event, created_at)
      select r.value ->> 'id', null, r.value ->> 'addressHash', 'bounce', 'smtp/' || (r.value ->> 'id'), ${dbNow}
      from ${list} r join subscriber s on s.id = r.value ->> 'subscriberId'
      where s.no_such_address >= ${NO_SUCH_ADDRESS_TIMES} and ${isHeld(batch)}
        and not ${isSuppressed({ addressHash: sql`r.value ->> 'addressHash'`, pageId: sql`s.page_id` })}`),
  ];
}

const isHeld = ({ id, token }: LeasedBatch): SQL =>
  sql`exists (select 1 from chunk where chunk.id = ${id} and lease_token = ${token} and chunk.state = 'leased')`;
