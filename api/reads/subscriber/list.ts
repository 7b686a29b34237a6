import type { Db } from '../../../db/engine/client.ts';
import {
  countSubscribers,
  type ListPlace,
  listSubscribers,
  type SubscriberFilter,
} from '../../../db/subscriber/list.ts';
import { countSuppressed, suppressedOf } from '../../../db/subscriber/suppression.ts';
import { addressHash } from '../../core/secret.ts';
import { standingOf, standings } from '../../domain/subscriber/standing.ts';

const PER_PAGE = 50;

/** A place in the list, as in an address: `TIME.ID`. */
export const listPlaceIn = (text: string): ListPlace | undefined => {
  const [, at, id] = /^(\d{1,15})\.(\w{1,40})$/.exec(text) ?? [];
  return at && id ? { at: Number(at), id } : undefined;
};
const placeOf = (row: { createdAt: number; id: string }): string => `${row.createdAt}.${row.id}`;

/** `after` and `before` are places: older and newer rows. */
export type SubscriberQuery = SubscriberFilter & { after: string; before: string };

export type SubscriberList = Awaited<ReturnType<typeof readSubscribers>>;

/** How many subscribers there are by standing and channel, and one page of those that match. */
export async function readSubscribers(db: Db, pageId: string, query: SubscriberQuery) {
  const { q, standing, channel } = query;
  const filter = { q, standing, channel };
  const before = listPlaceIn(query.before);
  const after = before ? undefined : listPlaceIn(query.after);
  const places = { ...(after && { after }), ...(before && { before }) };
  const [counts, suppressed, found] = await Promise.all([
    countSubscribers(db, pageId),
    countSuppressed(db, pageId),
    listSubscribers(db, pageId, { ...filter, ...places, limit: PER_PAGE }),
  ]);
  const hasMore = found.length > PER_PAGE;
  const cut = found.slice(0, PER_PAGE);
  const shown = before ? cut.reverse() : cut;
  const mailboxes = shown.filter(({ channel }) => channel === 'email');
  const hashes = await Promise.all(mailboxes.map((row) => addressHash(row.email)));
  const reasons = await suppressedOf(db, pageId, hashes);
  const reasonOf = new Map(mailboxes.map(({ id }, i) => [id, reasons.get(hashes[i] ?? '')]));
  const [first, last] = [shown[0], shown.at(-1)];
  return {
    query,
    total: counts.reduce((n, one) => n + one.n, 0),
    byStanding: standings.map((standing) => ({
      standing,
      n: sum(counts, (one) => one.standing === standing && isChosen(query.channel, one.channel)),
    })),
    byChannel: [...new Set(counts.map(({ channel }) => channel))].sort().map((channel) => ({
      channel,
      n: sum(counts, (one) => one.channel === channel && isListed(query, one.standing)),
    })),
    suppressed,
    rows: shown.map((row) => ({
      ...row,
      standing: standingOf(row),
      suppressed: reasonOf.get(row.id) ?? null,
    })),
    newer: first && (before ? hasMore : after) ? placeOf(first) : null,
    older: last && (before || hasMore) ? placeOf(last) : null,
  };
}

const isChosen = (chosen: string | null, channel: string) => chosen === null || chosen === channel;
const isListed = ({ standing: chosen }: SubscriberQuery, standing: string) =>
  chosen === null ? standing !== 'left' : chosen === 'all' || chosen === standing;
const sum = <T extends { n: number }>(counts: readonly T[], is: (one: T) => boolean): number =>
  counts.reduce((n, one) => (is(one) ? n + one.n : n), 0);
