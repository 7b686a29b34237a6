import { type SQL, sql } from 'drizzle-orm';
import { DAY } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import type { Subscriber } from './subscriber.ts';

/** Addresses that nobody confirmed are kept for a week after the last email about it. */
const UNCONFIRMED = 7 * DAY;

export type Expired = Pick<
  Subscriber,
  'id' | 'pageId' | 'email' | 'channel' | 'state' | 'confirmedAt'
>;

/**
 * Who never confirmed, and who left longer ago than their page keeps addresses. Not while a
 * confirmation still waits to be sent, as after an import.
 */
export const expired = (
  now: number,
): SQL => sql`select s.id as id, s.page_id as "pageId", s.email as email, s.channel as channel,
        s.state as state, s.confirmed_at as "confirmedAt"
      from page p join subscriber s on s.page_id = p.id and s.state = 'pending'
      where s.updated_at < ${now - UNCONFIRMED} and not exists (select 1 from letter l
        where l.state in ('ready', 'leased') and l.kind = 'confirm'
          and l.page_id = s.page_id and l."to" = s.email)
    union all
    select s.id, s.page_id, s.email, s.channel, s.state, s.confirmed_at
      from page p join subscriber s on s.page_id = p.id and s.state = 'unsubscribed'
      where coalesce(s.unsubscribed_at, s.updated_at) < ${now} - p.retention_days * ${DAY}`;

export const expiredSubscribers = (db: Db, now: number, limit: number): Promise<Expired[]> =>
  db.all<Expired>(sql`select * from (${expired(now)}) order by "pageId" limit ${limit}`);
