import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { makeWorld, publish, SECRET, type World } from '../support/mail/mail.ts';
import { operatorEnv } from '../support/server/command.ts';
import { freePort } from '../support/server/port.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

/** `PEOPLE=20000 PROCESSES=4 KILLS=50 FULL=1 vitest run test/faults/fan-out.test.ts` for another size. */
const size = (name: string, million: number, full: number, small: number) =>
  Number(process.env[name] ?? (process.env.MILLION ? million : FULL ? full : small));
const PEOPLE = size('PEOPLE', 1_000_000, 50_000, 2000);
const PROCESSES = size('PROCESSES', 8, 4, 2);
const KILLS = size('KILLS', 500, 100, 3);
/** As `npm start` sets it, and no more than this for what lives long. */
const HEAP = ['--max-semi-space-size=16', '--max-old-space-size=256'];
const root = resolve(import.meta.dirname, '../..');

type Counted = {
  calls: number;
  told: number;
  doubled: number;
  mismatches: number;
  subjects: number;
};
let world: World;
const running = new Map<ChildProcess, 'sender' | 'server' | 'provider'>();
const startedAt = new WeakMap<ChildProcess, number>();
const folder = mkdtempSync(join(tmpdir(), 'allclear-lag-'));
afterEach(async () => {
  for (const child of running.keys()) child.kill('SIGKILL');
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(kind: 'sender' | 'server' | 'provider', args: string[], env = {}): ChildProcess {
  const child = spawn(process.execPath, [...HEAP, ...args], {
    cwd: root,
    env: operatorEnv(env),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  running.set(child, kind);
  startedAt.set(child, performance.now());
  child.once('exit', () => running.delete(child));
  return child;
}

async function startProvider(seed: number): Promise<string> {
  const file = join(import.meta.dirname, 'process/counting-provider.ts');
  const child = start('provider', [file, `${PEOPLE}`, `${seed}`]);
  const [url] = await once(child.stdout ?? child, 'data');
  return `${url}`.trim();
}

function startSender(provider: string): void {
  const file = join(import.meta.dirname, 'process/sender-process.ts');
  const child = start('sender', [
    file,
    world.url,
    provider,
    'https://status.acme.example',
    SECRET,
    '100',
  ]);
  child.stdin?.write('start\n');
}

/** The whole product, which serves the page beside: it sends like the others, and dies like them. */
const startServer = (provider: string, port: number): void => {
  start(
    'server',
    ['--import', join(import.meta.dirname, 'process/lag.mjs'), 'api/runtime/start.ts'],
    {
      PORT: `${port}`,
      HOST: '127.0.0.1',
      BASE_URL: 'https://status.acme.example',
      DATABASE_URL: world.url,
      SECRET_KEY: SECRET,
      MAIL_FROM: 'Acme <status@acme.example>',
      RESEND_API_KEY: 're_test',
      RESEND_BASE_URL: provider,
      LOG_LEVEL: 'error',
      LAG_FILE: join(folder, 'lag'),
    },
  );
};

/** Not of one that is being started: until then it looks like the process that starts it. */
const residentMb = (child: ChildProcess): number => {
  if (performance.now() - (startedAt.get(child) ?? 0) < 1000) return 0;
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has just died
  }
};
const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

test(`${PEOPLE} people, ${PROCESSES} processes over one file, ${KILLS} kills under errors: everybody is notified exactly once`, async () => {
  const random = announced('FAN_OUT_SEED');
  const provider = await startProvider(Math.floor(random() * 1e9));
  const count = async () => (await (await fetch(provider)).json()) as Counted; // our own provider
  world = await makeWorld();
  await world.db.run(sql`insert into subscriber (id, page_id, email, state, confirmed_at, created_at, updated_at)
    with recursive n(i) as (select 0 union all select i + 1 from n where i < ${PEOPLE - 1})
    select printf('sub%09d', i), ${world.pageId}, 'person-' || i || '@customers.example', 'active', 1, 1, 1 from n`);
  await publish(world);
  const port = await freePort();
  if (FULL) startServer(provider, port);
  while ([...running.values()].filter((kind) => kind !== 'provider').length < PROCESSES)
    startSender(provider);

  let kills = 0;
  const mostMb = { sender: 0, server: 0 };
  let pages = 0;
  const began = performance.now();
  for (
    let now = await world.notification();
    now?.state !== 'done';
    now = await world.notification()
  ) {
    const { told: people } = await count();
    for (const [child, kind] of running)
      if (kind !== 'provider') mostMb[kind] = Math.max(mostMb[kind], residentMb(child));
    if (FULL)
      process.stdout.write(
        `\r${people} of ${PEOPLE} told, ${kills} of ${KILLS} kills, ${Math.round((performance.now() - began) / 1000)} s, most ${Math.round(mostMb.sender)} MB  `,
      );
    // Spread over the whole run by what is told, so that the machine's speed does not matter.
    while (kills < KILLS && people >= (kills / KILLS) * PEOPLE * 0.95) {
      const alive = [...running].filter(([, kind]) => kind !== 'provider');
      const [victim, kind] = alive[Math.floor(random() * alive.length)] ?? [];
      if (!victim) break;
      // The server takes long to start: it dies now and then, the senders all the time.
      if (kind === 'server' && random() > 0.1) continue;
      await pause(random() * 30);
      const gone = once(victim, 'exit');
      victim.kill('SIGKILL');
      await gone;
      kills++;
      if (kind === 'server') startServer(provider, port);
      else startSender(provider);
    }
    if (FULL && (await fetch(`http://127.0.0.1:${port}/`).catch(() => null))?.ok) pages++;
    // No guard here; where eight senders keep the lock for long, the next round does it.
    await world.db.run(sql`update notification set alive_at = unixepoch() * 1000`).catch(() => {});
    await pause(FULL ? 500 : 50);
  }
  const seconds = (performance.now() - began) / 1000;
  const lags = readdirSync(folder).map((file) => Number(readFileSync(join(folder, file), 'utf8')));
  console.log(
    `\n${PEOPLE} people in ${Math.round(seconds)} s, ${kills} kills; most resident: a sender ${Math.round(mostMb.sender)} MB, the server ${Math.round(mostMb.server)} MB; page answered ${pages} times; event loop p99 of each server, ms: ${lags.map((lag) => lag.toFixed(1)).join(' ')}`,
  );
  expect(kills).toBe(KILLS);
  expect(await count()).toMatchObject({ told: PEOPLE, doubled: 0, mismatches: 0, subjects: 1 });
  expect(await world.notification()).toMatchObject({
    planned: PEOPLE,
    sent: PEOPLE,
    failed: 0,
    unknown: 0,
  });
}, 3_600_000);
