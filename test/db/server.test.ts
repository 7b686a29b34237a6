import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { outageProblem } from '../../api/core/problem.ts';
import { type Db, openDb } from '../../db/engine/client.ts';
import { plain, write } from '../../db/engine/write.ts';
import { hasSqld, startSqld } from '../support/edge/sqld.ts';
import { startFaultProxy } from '../support/server/network-faults.ts';
import { FULL } from '../support/size.ts';

if (!hasSqld) console.log('Skipped: no sqld here, so no server that forgets streams.');

const JSON_TYPE = 'application/json';
const NOT_SAVED =
  'Not saved: the database isn’t responding. Your text is still here; try again in a minute.';

/** As a server refuses a pipeline whose stream it does not know, and a transaction that it ended. */
const refusals = {
  'an expired stream': {
    status: 400,
    type: JSON_TYPE,
    body: () => '{"message":"The stream has expired due to inactivity","code":"STREAM_EXPIRED"}',
  },
  'an unknown stream': {
    status: 404,
    type: JSON_TYPE,
    body: () => '{"error":"stream not found: 4788403222030886667"}',
  },
  'an invalid baton': { status: 400, type: 'text/plain', body: () => 'Received an invalid baton' },
  'a transaction that took too long': { status: 200, type: JSON_TYPE, body: endedTransaction },
};

function endedTransaction(asked: string): string {
  const { requests } = JSON.parse(asked) as { requests: { type: string }[] };
  const error = { message: 'Transaction timed out', code: 'TRANSACTION_TIMEOUT' };
  const results = requests.map(({ type }) =>
    type === 'close' ? { type: 'ok', response: { type } } : { type: 'error', error },
  );
  return JSON.stringify({ baton: null, base_url: null, results });
}

describe.skipIf(!hasSqld)('a libSQL server', () => {
  let sqld: Awaited<ReturnType<typeof startSqld>>;
  let proxy: Awaited<ReturnType<typeof startFaultProxy>>;
  let db: Db;
  beforeAll(async () => {
    sqld = await startSqld();
    proxy = await startFaultProxy(sqld.url);
    db = openDb({ url: proxy.url });
    await db.run(sql`create table line (text)`);
  });
  beforeEach(async () => {
    proxy.reset();
    await db.run(sql`delete from line`);
  });
  afterAll(async () => {
    db.$client.close();
    await proxy.stop();
    await sqld.stop();
  });

  const add = (text: string) => write(db, [plain(sql`insert into line values (${text})`)]);
  const lines = async () => {
    const rows = await db.all<{ text: string }>(sql`select text from line order by text`);
    return rows.map(({ text }) => text);
  };
  const linesInBatch = async () => {
    const [result] = await db.$client.batch(['select text from line order by text']);
    return result?.rows.map(({ text }) => text);
  };
  const failed = (asked: Promise<unknown>) => asked.then(() => null, outageProblem);

  test.each(Object.entries(refusals))(
    'after %s, reads and writes succeed, and each write is applied once',
    async (_, refusal) => {
      proxy.faults.refuse = { times: 1, ...refusal };
      await add('a');
      proxy.faults.refuse = { times: 2, ...refusal };
      await add('b');
      proxy.faults.refuse = { times: 1, ...refusal };
      expect(await lines()).toEqual(['a', 'b']);
      proxy.faults.refuse = { times: 1, ...refusal };
      expect(await linesInBatch()).toEqual(['a', 'b']);
    },
  );

  test('a server that knows no stream at all is asked three times, and the refusal is a plain sentence', async () => {
    const before = proxy.requests();
    proxy.faults.refuse = { times: Number.MAX_SAFE_INTEGER, ...refusals['an expired stream'] };
    expect(await failed(add('a'))).toMatchObject({ code: 'unavailable', message: NOT_SAVED });
    expect(proxy.requests() - before).toBe(3);
    expect(await failed(lines())).toMatchObject({ code: 'unavailable' });
  });

  test('a read whose connection is cut is sent again', async () => {
    proxy.faults.cuts = 1;
    expect(await lines()).toEqual([]);
    proxy.faults.cuts = 1;
    expect(await linesInBatch()).toEqual([]);
  });

  test('a write whose response is lost is not sent again, since it may have been applied', async () => {
    await add('a');
    const before = proxy.requests();
    proxy.faults.loseReply = (body) => body.includes('insert');
    expect(await failed(add('b'))).toMatchObject({ code: 'unavailable', message: NOT_SAVED });
    proxy.reset();
    expect(proxy.requests() - before).toBe(1);
    expect(await lines()).toEqual(['a', 'b']);
    proxy.faults.cuts = 1;
    expect(await failed(add('c'))).toMatchObject({ code: 'unavailable' });
    expect(await lines()).toEqual(['a', 'b']);
  });

  test('a server that is busy for one call interrupts no other', async () => {
    proxy.faults.delay = 200;
    const slow = add('slow');
    proxy.faults.refuse = { times: 1, ...refusals['a transaction that took too long'] };
    await Promise.all([slow, add('next'), lines()]);
    proxy.reset();
    expect(await lines()).toEqual(['next', 'slow']);
  });

  test.runIf(FULL)(
    'after idling for longer than a stream lives, a read and a write succeed',
    async () => {
      const socket = openDb({ url: sqld.url.replace('http:', 'ws:') });
      for (const own of [db, socket]) {
        await own.run(sql`insert into line values ('before')`);
        await own.all(sql`select * from line`);
      }
      await new Promise((resume) => setTimeout(resume, 13_000));
      for (const own of [db, socket]) {
        expect(await own.all(sql`select * from line`)).toHaveLength(own === db ? 2 : 3);
        await write(own, [plain(sql`insert into line values ('after')`)]);
      }
      socket.$client.close();
    },
  );
});
