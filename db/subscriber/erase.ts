import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import {
  chatMessage,
  deliveryAttempt,
  signingSecret,
  subscriber,
  subscription,
} from '../schema/index.ts';
import { LIFTED_BY_CONFIRMING } from './suppression.ts';

/** `leftHash` is keyed, and stays: without it an import of an old list would subscribe them again. */
export type Erased = {
  id: string;
  email: string;
  addressHash: string;
  leftHash: string;
  suppressionId: string;
};

const REMOVED = 'Removed with the address that it named.';

/**
 * Deletes subscribers with everything that names them: their mail, the log of their deliveries,
 * rows of imports, and their entries in batches in flight, so that nothing mails them.
 */
export function eraseSubscribers(
  db: Db,
  pageId: string,
  people: readonly Erased[],
  now: number,
): Statement[] {
  const ids = people.map(({ id }) => id);
  const addresses = addressesOf(pageId, ids);
  const names = (column: SQL): SQL =>
    sql`(${column} like '%@%' and exists (select 1 from (${addresses}) a where instr(lower(${column}), a.address) > 0))`;
  const isTheirs = sql`page_id = ${pageId} and "to" in (${addresses})
    and "to" not in (select email from "user") and "to" not in (select email from viewer)`;
  return [
    ...leaveBatches(pageId, ids, names),
    ...forgetHosts(pageId, ids),
    plain(sql`delete from letter where ${isTheirs}`),
    plain(sql`delete from mail where ${isTheirs}`),
    plain(sql`update letter set html = '', text = ${REMOVED} where page_id = ${pageId}
      and state in ('done', 'dead', 'unknown') and (${names(sql`text`)} or ${names(sql`html`)})`),
    plain(sql`update letter set last_error = ${REMOVED}
      where page_id = ${pageId} and ${names(sql`last_error`)}`),
    plain(sql`update lane set trouble = ${REMOVED} where ${names(sql`trouble`)}`),
    plain(sql`update lane set account_trouble = ${REMOVED} where ${names(sql`account_trouble`)}`),
    plain(sql`update delivery_attempt set error = ${REMOVED}, excerpt = null
      where page_id = ${pageId} and (${names(sql`error`)} or ${names(sql`excerpt`)})`),
    plain(sql`update subscriber_import_part set rows = (select json_group_array(json(r.value))
        from json_each(rows) r where r.value ->> 'email' not in (${addresses}))
      where import_id in (select id from subscriber_import where page_id = ${pageId})
        and ${names(sql`rows`)}`),
    ...keepHashes(pageId, people, now),
    plain(sql`update subscriber set contact_email = null where page_id = ${pageId}
      and contact_email in (select email from subscriber where id in ${listed(ids)})`),
    db.delete(deliveryAttempt).where(inArray(deliveryAttempt.subscriberId, ids)),
    db.delete(signingSecret).where(inArray(signingSecret.subscriberId, ids)),
    db.delete(chatMessage).where(inArray(chatMessage.subscriberId, ids)),
    db.delete(subscription).where(inArray(subscription.subscriberId, ids)),
    db.delete(subscriber).where(and(eq(subscriber.pageId, pageId), inArray(subscriber.id, ids))),
  ];
}

const listed = (values: readonly string[]): SQL =>
  sql`(select value from json_each(${JSON.stringify(values)}))`;

/** Their mailboxes, what stands for other addresses, and the contacts of their destinations who are in no other subscription. */
const addressesOf = (pageId: string, ids: readonly string[]): SQL =>
  sql`select s.email as address from subscriber s where s.id in ${listed(ids)}
    union select s.contact_email from subscriber s
    where s.contact_email is not null and s.id in ${listed(ids)} and not exists (
      select 1 from subscriber other where other.page_id = ${pageId} and other.id not in ${listed(ids)}
        and (other.email = s.contact_email or other.contact_email = s.contact_email))`;

/** Keyed hashes of hosts, which stay only for others at the same host. */
const forgetHosts = (pageId: string, ids: readonly string[]): Statement[] => {
  const theirs = sql`select host_key from subscriber where host_key is not null and id in ${listed(ids)}`;
  return [
    plain(sql`update chunk set host_key = null where page_id = ${pageId} and host_key in (${theirs})
      and recipients ->> 0 in ${listed(ids)}`),
    plain(sql`delete from host_state where host_key in (${theirs}) and not exists (select 1 from subscriber other
      where other.host_key = host_state.host_key and other.id not in ${listed(ids)})`),
  ];
};

/** Recipients without an address are skipped. Their places stay: progress and failures count by them. */
const leaveBatches = (
  pageId: string,
  ids: readonly string[],
  names: (column: SQL) => SQL,
): Statement[] => [
  plain(sql`update chunk set frozen = (select json_group_array(case
        when r.value ->> 'id' in ${listed(ids)}
          then json_object('id', r.value ->> 'id', 'email', '', 'epoch', 0)
        else json(r.value) end)
      from json_each(frozen) r)
    where page_id = ${pageId} and frozen is not null
      and exists (select 1 from json_each(frozen) r where r.value ->> 'id' in ${listed(ids)})`),
  plain(sql`update chunk set failures = (select json_group_array(json(case
        when ${names(sql`(f.value ->> 'message')`)} then json_set(f.value, '$.message', ${REMOVED})
        else f.value end)) from json_each(failures) f)
    where page_id = ${pageId} and ${names(sql`failures`)}`),
  plain(sql`update chunk set deferred = (select json_group_array(json(case
        when ${names(sql`(f.value ->> 'message')`)} then json_set(f.value, '$.message', ${REMOVED})
        else f.value end)) from json_each(deferred) f)
    where page_id = ${pageId} and ${names(sql`deferred`)}`),
  plain(sql`update chunk set last_error = ${REMOVED}
    where page_id = ${pageId} and ${names(sql`last_error`)}`),
];

/** In place of hashes without a key, where no other page writes to the address. */
const keepHashes = (pageId: string, people: readonly Erased[], now: number): Statement[] => {
  const given = sql`json_each(${JSON.stringify(people)})`;
  return [
    plain(sql`delete from suppression where reason in ${listed(LIFTED_BY_CONFIRMING)}
      and address_hash in (select p.value ->> 'addressHash' from ${given} p where not exists
        (select 1 from subscriber other where other.email = p.value ->> 'email'
          and other.id <> p.value ->> 'id'))`),
    plain(sql`delete from suppression where page_id = ${pageId}
      and address_hash in (select p.value ->> 'leftHash' from ${given} p)`),
    plain(sql`insert into suppression (id, page_id, address_hash, reason, created_at)
      select p.value ->> 'suppressionId', ${pageId}, p.value ->> 'leftHash', 'left', ${now}
      from ${given} p where p.value ->> 'leftHash' <> ''`),
  ];
};
