import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { controlDelivery } from '../../../api/actions/delivery/notification.ts';
import { tryAgain } from '../../../api/actions/delivery/retry-failed.ts';
import { batchStates, notificationStates } from '../../../api/domain/delivery/states.ts';
import { EMAIL } from '../../../api/notify/channels/email/channel.ts';
import { guardReplay } from '../../../db/delivery/due-work.ts';
import { addSubscribers, lead, publish, replyNext, type World } from '../../support/mail/mail.ts';
import type { Provider, Trouble } from '../../support/mail/provider.ts';
import { makeProviderWorld } from '../../support/mail/provider-world.ts';

let provider: Provider;
let world: World;
let incidents = 0;
beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld({ maxBatch: 2 }));
  await addSubscribers(world, 4);
  await world.db.run(sql`create table moves (noun text, move text)`);
  for (const noun of ['chunk', 'notification']) await watch(noun);
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

const watch = (noun: string) =>
  world.db.run(
    sql.raw(`create trigger ${noun}_moves after update of state on ${noun} when old.state <> new.state
      begin insert into moves values ('${noun}', old.state || ' → ' || new.state); end`),
  );

/** The moves that were made, in the alphabet's order. */
const made = async (noun: 'chunk' | 'notification') => {
  const rows = await world.db.all<{ move: string }>(
    sql`select distinct move from moves where noun = ${noun}`,
  );
  return rows.map(({ move }) => move).sort();
};
const allowed = (states: Record<string, { next: object }>) =>
  Object.entries(states)
    .flatMap(([from, { next }]) => Object.keys(next).map((to) => `${from} → ${to}`))
    .sort();
const start = async () => {
  const incident = await publish(world, { name: `Payments fail, ${++incidents}` });
  return { incident, id: (await world.notification())?.id ?? '' };
};
const forget = () =>
  world.db.$client.executeMultiple('delete from chunk; delete from notification');

/** What the provider answers to the calls of one update's mail, in turn; then it takes them. */
async function send(...troubles: (Trouble | null)[]) {
  provider.trouble = () => troubles.shift() ?? null;
  const { id } = await start();
  await world.poll();
  return id;
}
const again = (id: string) =>
  tryAgain(world.deps, lead, world.pageId, {
    id,
    subscriberId: null,
    sizes: [{ name: EMAIL, size: 2 }],
  });

/** By whom a notification is moved, whatever state it is in. */
const movers: ((of: { id: string; incident: string }) => Promise<unknown>)[] = [
  ({ id }) => controlDelivery(world.deps, lead, world.pageId, id, 'pause'),
  ({ id }) => controlDelivery(world.deps, lead, world.pageId, id, 'resume'),
  ({ id }) => controlDelivery(world.deps, lead, world.pageId, id, 'cancel'),
  ({ incident }) => replyNext(world, incident, 'identified', 'The cause is known.'),
  () => world.db.run(sql`update notification set alive_at = 0`).then(() => guardReplay(world.db)),
];

test('batches and notifications move as the table of states says, and each of its transitions occurs', async () => {
  const refuse = { refuse: () => true };
  await world.db.run(sql`update page set mail_hold = 60`);
  await start();
  await world.db.run(sql`update notification set hold_until = 0`);
  await world.poll();
  await world.db.run(sql`update page set mail_hold = 0`);
  await forget();

  const waiting = await send({ status: 429, name: 'rate_limit_exceeded' });
  await controlDelivery(world.deps, lead, world.pageId, waiting, 'cancel');
  await forget();
  await world.db.run(sql`delete from lane`);

  await send({ status: 422, name: 'validation_error' });
  await forget();

  await again(await send(refuse, refuse));
  await world.poll();
  await forget();

  await again(await send({ status: 409, name: 'invalid_idempotent_request' }, refuse));
  await world.poll();
  await forget();

  for (const state of Object.keys(notificationStates))
    for (const move of movers) {
      const of = await start();
      await world.db.run(sql`drop trigger notification_moves`);
      await world.db.run(sql`update notification set state = ${state}`);
      await watch('notification');
      await move(of).catch(() => {}); // it is too late for that
      await forget();
    }

  expect(await made('chunk')).toEqual(allowed(batchStates));
  expect(await made('notification')).toEqual(allowed(notificationStates));
});
