import { afterEach, expect, test } from 'vitest';
import { unsubscribe } from '../../api/actions/subscriber/unsubscribe.ts';
import { tokenFor } from '../../api/auth/link.ts';
import { resendMailer } from '../../api/notify/channels/email/resend.ts';
import { planDue } from '../../api/notify/queue/planning/fan-out.ts';
import { batch, channelState } from '../../db/schema/index.ts';
import { findSubscriber } from '../../db/subscriber/subscriber.ts';
import {
  addSubscribers,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../support/mail/mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { FULL } from '../support/size.ts';
import { seeded } from '../support/world/random.ts';

const PEOPLE = FULL ? 5000 : 500;
const given = process.env.FAULT_SEED;
const seeds = given
  ? [Number(given)]
  : Array.from({ length: FULL ? 10 : 2 }, () => Math.floor(Math.random() * 1e9));

let provider: Provider;
let world: World;
afterEach(async () => {
  await world.close();
  await provider.stop();
});

test.for(seeds)(
  'lost responses, refused calls, bad addresses and unsubscribes, all at once (FAULT_SEED=%i)',
  { timeout: 300_000 },
  async (seed) => {
    const random = seeded(seed);
    provider = await Provider.start();
    world = await makeWorld({
      mailer: () => ({
        ...resendMailer({ apiKey: 're_test', baseUrl: provider.url, timeout: 2000 }),
        maxBatch: 20,
      }),
    });
    const { db, deps, pageId } = world;
    const people = await addSubscribers(world, PEOPLE);
    const anyone = () => people[Math.floor(random() * PEOPLE)] ?? '';
    const [poison, ...bad] = new Set([anyone(), anyone(), anyone(), anyone()]);
    const gone = new Map<string, 'in time' | 'while an attempt was in doubt'>();
    // A pace that is not changed: what slows it has tests of its own.
    await db
      .insert(channelState)
      .values({ channel: 'email', rate: 1e6, refilledAt: 0, raisedAt: 1e15 });

    async function someoneLeaves(): Promise<void> {
      const email = anyone();
      const who = await findSubscriber(db, pageId, { email });
      if (!who || gone.has(email) || email === poison || bad.includes(email)) return;
      await unsubscribe(
        deps,
        pageId,
        'unsubscribe',
        await tokenFor(deps.signer, 'unsubscribe', who),
      );
      const rows = await db.select().from(batch);
      const isBegun = rows.some(
        (row) =>
          row.recipients.includes(who.id) &&
          (row.state === 'done' || row.recipientSnapshot?.some(({ id }) => id === who.id)),
      );
      gone.set(email, isBegun ? 'while an attempt was in doubt' : 'in time');
    }
    const leaving: Promise<void>[] = [];
    let tooFast = 0; // each halves the pace: more would only be waited for
    provider.delay = () => random() * 5;
    provider.trouble = ({ batch }) => {
      if (random() < 0.3) leaving.push(someoneLeaves());
      if (batch.some(({ to }) => to[0] === poison))
        return { status: 422, name: 'invalid_parameter' };
      const luck = random();
      if (luck < 0.07)
        return batch.some(({ to }) => bad.includes(to[0] ?? ''))
          ? { status: 500 }
          : { dropAfterAccept: true };
      if (luck < 0.14) return { status: 500 };
      if (luck < 0.2 && tooFast++ < 8)
        return { status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '1' } };
      return { refuse: (to) => bad.includes(to) };
    };
    await publish(world);
    // A planner that dies after some page: the next one goes on from its cursor.
    for (let pages = Math.floor(random() * 3); pages > 0; pages--)
      await planDue({ ...deps, holder: 'dead' });
    while ((await world.notification())?.state !== 'done') {
      await deps.sender.poll();
      await Promise.all(leaving);
      await passTheWaits(world);
      await db.update(channelState).set({ rate: 1e6, closedUntil: null, failures: 0 });
    }

    const inboxes = provider.inboxes();
    for (const to of people) {
      const copies = inboxes.get(to) ?? 0;
      const left = gone.get(to);
      if (to === poison || bad.includes(to) || left === 'in time') expect(copies, to).toBe(0);
      else if (left) expect(copies, to).toBeLessThanOrEqual(1);
      else expect(copies, to).toBe(1);
    }
    // Who left before their page was planned is not even counted.
    const {
      planned = 0,
      sent = 0,
      failed,
      suppressed = 0,
      unknown,
    } = (await world.notification()) ?? {};
    expect([failed, unknown]).toEqual([1 + bad.length, 0]);
    expect(sent).toBe(provider.copies.length);
    expect(sent + suppressed + 1 + bad.length).toBe(planned);
    expect(PEOPLE - planned + suppressed).toBeLessThanOrEqual(gone.size);
  },
);
