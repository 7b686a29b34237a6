import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { addDestination, addWorkspace } from '../support/chat/destinations.ts';
import { Discord } from '../support/chat/discord.ts';
import { Slack } from '../support/chat/slack.ts';
import { Teams } from '../support/chat/teams.ts';
import { Webhooks } from '../support/chat/webhooks.ts';
import { makeWorld, publish, replyNext } from '../support/mail/mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';
import { beginSender, killSenders, loadSender } from './process/senders.ts';

/** `FULL=1 CHAT_KILLS=50 CHAT_KILL_SEED=1 vitest run …` for a part of the full size. */
const KILLS = Number(process.env.CHAT_KILLS ?? (FULL ? 200 : 3));
const EACH = FULL ? 6 : 4;
const UPDATES = FULL ? KILLS / 2 : 2;

const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));

test(`${KILLS} kills while updates are posted: each chat and webhook is told once, or the outcome is called unknown`, async () => {
  const random = announced('CHAT_KILL_SEED');
  const world = await makeWorld();
  const provider = await Provider.start();
  const services = [new Slack(), new Teams(), new Discord(), new Webhooks()] as const;
  await Promise.all(services.map((service) => service.start()));
  const [slack, teams, discord, webhooks] = services;
  for (const service of services) service.delay = () => random() * 60;
  const workspace = (await addWorkspace(world)).replace(/[^/]+$/, '');
  const places = new Map<string, string>();
  for (let i = 0; i < EACH; i++) {
    const channel = `C0${i}`;
    slack.channels.set(channel, {});
    const of = [
      ['app', 'slack', workspace + channel, channel],
      ['hook', 'slack', slack.addWebhook(), ''],
      ['teams', 'teams', teams.addWorkflow(), ''],
      ['discord', 'discord', discord.addWebhook(), ''],
      ['webhook', 'webhook', webhooks.addHook(), ''],
    ] as const;
    for (const [name, kind, address, place] of of) {
      await addDestination(world, { id: `${name}${i}`, channel: kind, address });
      places.set(`${name}${i}`, place || new URL(address).pathname);
    }
  }
  const id = await publish(world);
  const env = { SLACK_API_URL: `${slack.url}/api` };
  const ended = async () =>
    (await world.db.all<{ state: string }>(sql`select state from notification`)).every(
      ({ state }) => state === 'done' || state === 'needs_operator',
    );
  const posted = () => services.flatMap((service) => service.posted);
  let updates = 1;
  const goOn = async () => {
    if (updates > UPDATES || !(await ended())) return;
    updates++;
    // As if the last ones were long ago: after twelve in an hour, a person is asked.
    await world.db.run(sql`update notification set alive_at = 0`);
    const state = updates > UPDATES ? 'resolved' : 'identified';
    await replyNext(world, id, state, `Update ${updates}.`);
  };
  try {
    let waiting = loadSender(world, provider, env);
    for (let kill = 0; kill < KILLS; kill++) {
      await goOn();
      const victim = await beginSender(waiting);
      waiting = loadSender(world, provider, env);
      const before = posted().length;
      const least = before + Math.floor(random() * 4 * EACH);
      for (let ms = 0; ms < 3000 && posted().length < least; ms++) await pause(1);
      await pause(random() * (FULL ? 300 : 40));
      victim.kill('SIGKILL');
      await once(victim, 'exit');
    }
    await beginSender(waiting);
    while (updates <= UPDATES) {
      await expect.poll(ended, { timeout: 180_000 }).toBe(true);
      await goOn();
    }
    await expect.poll(ended, { timeout: 180_000 }).toBe(true);
    const rows = await world.db.all<{ to: string; update: string; state: string }>(
      sql`select json_extract(c.recipients, '$[0]') as "to", u.body as "update", c.state
        from chunk c join notification n on n.id = c.notification_id join incident_update u on u.id = n.update_id`,
    );
    expect(rows).toHaveLength(5 * EACH * (UPDATES + 1));
    let unknown = 0;
    let arrived = 0;
    for (const { to, update, state } of rows) {
      const at = posted().filter((one) => one.to === places.get(to));
      if (to.startsWith('webhook')) {
        const told = at.filter((one) => Webhooks.updateIn(one) === update);
        expect([told.length, state], `${to}: ${update}`).toEqual([1, 'done']);
        continue;
      }
      // The text of the first update stands in the message, and again in its thread.
      const copies = at.filter(
        ({ body, thread }) =>
          JSON.stringify(body).includes(update) && !(thread && update.startsWith('Some cards')),
      );
      expect(copies.length, `${to}: ${update} (${state})`).toBeLessThanOrEqual(1);
      if (state === 'unknown') {
        unknown++;
        arrived += copies.length;
      } else expect(copies.length, `${to}: ${update} (${state})`).toBe(1);
    }
    const repeated = webhooks.posted.reduce((n, { edits }) => n + edits.length, 0);
    console.log(
      `${rows.length} deliveries, ${unknown} unknown, of which ${arrived} arrived; ${repeated} webhooks repeated`,
    );
    for (const { to, thread } of posted().filter(({ thread }) => thread))
      expect(slack.posted.some((one) => one.to === to && one.id === thread)).toBe(true);
    for (const { refused, mentions } of services) expect([refused, mentions]).toEqual([[], []]);
  } finally {
    killSenders();
    await Promise.all(services.map((service) => service.stop()));
    await provider.stop();
    await world.close();
  }
}, 3_600_000);
