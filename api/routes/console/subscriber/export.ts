import { listComponents } from '../../../../db/component/component.ts';
import type { Db } from '../../../../db/engine/client.ts';
import { followedComponents } from '../../../../db/subscriber/api-list.ts';
import { listSubscribers, type SubscriberFilter } from '../../../../db/subscriber/list.ts';
import type { Subscriber } from '../../../../db/subscriber/subscriber.ts';
import { inPieces } from '../../../core/pieces.ts';
import { channelWord, shownAddress, standingOf } from '../../../domain/subscriber/standing.ts';
import { BYTE_ORDER_MARK, csvLine } from '../../../render/csv/line.ts';

const AT_ONCE = 500;
const headers = [
  ...['email', 'channel', 'state', 'components', 'kinds', 'detail', 'language', 'time_zone'],
  ...['source', 'consent', 'created_at', 'confirmed_at', 'unsubscribed_at'],
];
const time = (ms: number | null): string => (ms === null ? '' : new Date(ms).toISOString());

/** A line per subscriber, newest first, read while it is sent. Addresses of destinations are masked. */
export function subscriberCsv(db: Db, pageId: string, filter: SubscriberFilter): ReadableStream {
  const encoder = new TextEncoder();
  const lines = linesOf(db, pageId, filter);
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return();
    },
  });
}

async function* linesOf(
  db: Db,
  pageId: string,
  filter: SubscriberFilter,
): AsyncGenerator<string, void, void> {
  yield BYTE_ORDER_MARK + csvLine(headers);
  const names = new Map((await listComponents(db, pageId)).map(({ id, name }) => [id, name]));
  const rest = inPieces();
  let last: Subscriber | undefined;
  do {
    await rest();
    const after = last && { after: { at: last.createdAt, id: last.id } };
    const rows = (await listSubscribers(db, pageId, { ...filter, ...after, limit: AT_ONCE })).slice(
      0,
      AT_ONCE,
    );
    const chosen = rows.filter((row) => !row.allComponents).map(({ id }) => id);
    const followed = await followedComponents(db, chosen);
    if (rows.length > 0)
      yield rows
        .map((row) => {
          const components = (followed.get(row.id) ?? []).map((id) => names.get(id) ?? id);
          return lineOf(row, row.allComponents ? 'All' : components.join('; '));
        })
        .join('');
    last = rows.length === AT_ONCE ? rows.at(-1) : undefined;
  } while (last);
}

const lineOf = (row: Subscriber, components: string): string =>
  csvLine([
    ...[shownAddress(row), channelWord(row.channel), standingOf(row), components],
    ...[row.kinds, row.detail, row.locale ?? '', row.zone ?? '', row.source, row.consent ?? ''],
    ...[time(row.createdAt), time(row.confirmedAt)],
    row.state === 'unsubscribed' ? time(row.unsubscribedAt) : '',
  ]);
