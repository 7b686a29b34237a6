import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SenderThread } from '../../api/notify/thread/sender-thread.node.ts';
import { batch } from '../../db/schema/index.ts';
import { addSubscribers, makeWorld, publish, SECRET, type World } from '../support/mail/mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { startServer } from '../support/server/server.ts';

let provider: Provider;
let world: World;
beforeEach(async () => {
  provider = await Provider.start();
  world = await makeWorld();
});
afterEach(async () => {
  await provider.stop();
  await world.close();
});

const start = () =>
  startServer({
    env: {
      DATABASE_URL: world.url,
      SECRET_KEY: SECRET,
      BASE_URL: 'https://status.acme.example',
      MAIL_FROM: 'Acme <status@acme.example>',
      RESEND_API_KEY: 're_test',
      RESEND_BASE_URL: provider.url,
    },
  });

test('a server that is asked to stop finishes the calls of its sender, and releases the rest', async () => {
  const people = await addSubscribers(world, 3000);
  provider.delay = () => 1000;
  const server = await start();
  await publish(world);
  await expect.poll(() => provider.calls.length, { timeout: 20_000 }).toBeGreaterThan(1);
  await server.stop();
  expect(server.output()).not.toContain('"level":"error"');
  const states = (await world.db.select({ state: batch.state }).from(batch)).map((c) => c.state);
  expect(states).not.toContain('leased');
  expect(states).toContain('ready');
  expect((await world.notification())?.sent).toBe(provider.copies.length);
  provider.delay = () => 0;
  const next = await start();
  await expect
    .poll(async () => (await world.notification())?.state, { timeout: 30_000 })
    .toBe('done');
  await next.stop();
  expect(Object.fromEntries(provider.inboxes())).toEqual(
    Object.fromEntries(people.map((to) => [to, 1])),
  );
}, 120_000);

test('a sender is started when there is something to send; if it crashes that is logged, and it is restarted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-thread-'));
  const file = join(folder, 'sender.mjs');
  const [begun, polled] = [join(folder, 'begun'), join(folder, 'looked')];
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    const first = !existsSync(${JSON.stringify(begun)});
    writeFileSync(${JSON.stringify(begun)}, '');
    if (first) throw new Error('out of memory');
    parentPort.on('message', (order) => {
      if (order === 'stop') process.exit();
      else writeFileSync(${JSON.stringify(polled)}, order);
    });`,
  );
  const logged: string[] = [];
  const sender = new SenderThread(pathToFileURL(file), {
    config: world.deps.config,
    db: world.db,
    log: (level, message, facts) => logged.push(JSON.stringify({ level, message, facts })),
  });
  await sender.start();
  await new Promise((later) => setTimeout(later, 1500)); // it looks each second
  expect(existsSync(begun), 'there is nothing to send yet').toBe(false);
  await addSubscribers(world, 1);
  await publish(world);
  await expect
    .poll(
      () => {
        sender.poll();
        return existsSync(polled);
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  expect(logged).toEqual([expect.stringContaining('out of memory')]);
  await sender.stop();
  await sender.stop();
  rmSync(folder, { recursive: true, force: true });
});
