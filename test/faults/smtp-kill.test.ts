import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { notification } from '../../db/schema/index.ts';
import { addSubscribers, BASE_URL, makeWorld, publish, SECRET } from '../support/mail/mail.ts';
import { startSmtp } from '../support/mail/smtp.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

const KILLS = FULL ? 40 : 3;
const PEOPLE = FULL ? 4000 : 200;
const CONNECTIONS = 4;
/** When a mail counts as slow, ms. */
const SLOW_AFTER = FULL ? 3000 : 1000;
const program = fileURLToPath(new URL('process/sender-process.ts', import.meta.url));

test(`${KILLS} kills during SMTP sending: nobody is missed, and a kill repeats at most the email of each connection, under its Message-ID`, async () => {
  const random = announced('SMTP_KILL_SEED');
  let isSilent = false;
  const server = await startSmtp({ onMail: () => (isSilent ? 'say nothing' : '250 ok') });
  const world = await makeWorld();
  const people = await addSubscribers(world, PEOPLE);
  await publish(world);
  const start = () => {
    const args = [program, world.url, server.url, BASE_URL, SECRET];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.write('start\n');
    return child;
  };
  const step = (PEOPLE * 0.8) / KILLS;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = start();
    // Held up itself, this process may see more sent than it waited for: never more than there are.
    const until = Math.min(PEOPLE - 10, server.taken.length + random() * step);
    await expect
      .poll(() => server.taken.length, { interval: 1, timeout: 60_000 })
      .toBeGreaterThan(until);
    // Taken, and nobody has heard of it: these are the ones that a kill repeats.
    isSilent = true;
    const acceptedBefore = server.taken.length;
    await expect
      .poll(() => server.taken.length, { interval: 1, timeout: 60_000 })
      .toBeGreaterThan(acceptedBefore);
    child.kill('SIGKILL');
    await once(child, 'exit');
    isSilent = false;
  }
  const last = start();
  await expect
    .poll(async () => (await world.db.select().from(notification))[0]?.state, { timeout: 60_000 })
    .toBe('done');
  last.kill('SIGKILL');
  const byPerson = Map.groupBy(server.taken, (mail) => mail.to);
  const lost = PEOPLE - byPerson.size;
  const repeated = server.taken.length - byPerson.size;
  console.log(`${KILLS} kills, ${PEOPLE} people: ${lost} lost, ${repeated} mails sent twice`);
  expect([...byPerson.keys()].sort()).toEqual([...people].sort());
  expect(server.taken.length - PEOPLE).toBeLessThanOrEqual(KILLS * CONNECTIONS);
  const idOf = (raw: string) => /^Message-ID: (.*)$/im.exec(raw)?.[1];
  const idsOf = (copies: { raw: string }[]) => new Set(copies.map((copy) => idOf(copy.raw)));
  for (const copies of byPerson.values()) expect(idsOf(copies).size).toBe(1);
  expect(idsOf(server.taken).size, 'each mail has an id of its own').toBe(PEOPLE);
  const doubled = [...byPerson.values()].filter((copies) => copies.length > 1);
  expect(doubled.length, 'what was taken in silence was sent again').toBeGreaterThanOrEqual(KILLS);
  await world.close();
  await server.stop();
}, 600_000);

test('kills around the moment when a slow batch is split: nobody is missed, and a kill repeats at most the email of each connection', async () => {
  const random = announced('SLOW_KILL_SEED');
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = new Set<string>();
  const server = await startSmtp({
    wait: (step, to) => {
      if (step === 'RCPT' && (slow.size < 2 || slow.has(to))) slow.add(to);
      return step === 'END' && slow.has(to) ? released : undefined;
    },
  });
  const world = await makeWorld();
  const people = await addSubscribers(world, 60);
  await publish(world);
  const start = () => {
    const args = [program, world.url, server.url, BASE_URL, SECRET];
    const env = { ...process.env, SLOW_AFTER: `${SLOW_AFTER}` };
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.write('start\n');
    return child;
  };
  const kills = FULL ? 20 : 2;
  for (let kill = 0; kill < kills; kill++) {
    const child = start();
    await once(child.stdout, 'data');
    await new Promise((later) => setTimeout(later, SLOW_AFTER * (0.9 + random() / 3)));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const last = start();
  await expect
    .poll(() => new Set(server.taken.map(({ to }) => to)).size, { timeout: 60_000 })
    .toBe(people.length);
  release();
  await expect
    .poll(async () => (await world.db.select().from(notification))[0]?.state, { timeout: 60_000 })
    .toBe('done');
  last.kill('SIGKILL');
  expect(new Set(server.taken.map(({ to }) => to))).toEqual(new Set(people));
  expect(server.taken.length - people.length).toBeLessThanOrEqual(kills * CONNECTIONS);
  expect((await world.db.select().from(notification))[0]).toMatchObject({ sent: 60, unknown: 0 });
  await world.close();
  await server.stop();
}, 600_000);
