import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { makeDeps } from '../../api/context/make-deps.ts';
import { Encryption } from '../../api/core/encryption.ts';
import { readConfig } from '../../api/core/env.ts';
import { newId } from '../../api/core/id.ts';
import { nodeHashes } from '../../api/core/secret.node.ts';
import { Signer } from '../../api/core/secret.ts';
import { sendByFetch } from '../../api/network/outgoing/send.ts';
import { EMAIL } from '../../api/notify/channels/email/channel.ts';
import { composer } from '../../api/notify/channels/email/compose.ts';
import { resendMailer } from '../../api/notify/channels/email/resend.ts';
import { openChannels } from '../../api/notify/channels/open.ts';
import type { Mailer } from '../../api/notify/port/mailer.ts';
import { inFull } from '../../api/notify/port/mailer.ts';
import type { SenderDeps } from '../../api/notify/port/sending.ts';
import { planDue } from '../../api/notify/queue/planning/fan-out.ts';
import { Sender } from '../../api/notify/queue/sender.ts';
import { messageOf } from '../../db/delivery/rendered-message.ts';
import { openDb } from '../../db/engine/client.ts';
import { migrate } from '../../db/engine/migrate.ts';
import { notification } from '../../db/schema/index.ts';
import { insertUpdateToTell } from './fan-out.ts';
import { median, round, table } from './table.ts';

const FAN_OUT = Number(process.env.BENCH_PEOPLE ?? 50_000);
const MILLION = Number(process.env.BENCH_MILLION ?? 1_000_000);
const LIMIT = 50;
const LIMITED_CALLS = Number(process.env.BENCH_CALLS ?? 1500);
const program = fileURLToPath(new URL('sink.ts', import.meta.url));
const baseUrl = 'https://status.acme.example';
const lead = { kind: 'user', id: 'lead', name: 'Lea Lead', role: 'owner' } as const;
const now = () => performance.now();

/** Mails a second beside a bare loop that posts the same bytes, planning, and how a limit is used. */
export async function mail(): Promise<void> {
  await publishing(MILLION);
  await planning(MILLION);
  await sending(FAN_OUT);
  await limited();
}

/** A publish only promises to tell: it must not feel how many there are. */
async function publishing(many: number): Promise<void> {
  const times = async (people: number): Promise<number> => {
    const world = await fanOut(people, 'http://127.0.0.1:9');
    const deps = makeDeps({
      ...world,
      config: readConfig({ BASE_URL: baseUrl }),
      secret: 'a secret that only the bench knows of',
      buildId: 'bench',
    });
    const found: number[] = [];
    for (let n = 0; n < 40; n++) {
      const name = `Trouble ${n}`;
      const input = NewIncident.parse({ name, state: 'investigating', body: `Known: ${n}.` });
      found.push(await timed(() => createIncident(deps, lead, 'page', input)));
    }
    world.close();
    return median(found);
  };
  const [few, most] = [await times(10), await times(many)];
  table(
    'Publishing an incident: median ms',
    ['10 subscribers', many.toLocaleString('en'), 'ratio'],
    [[round(few, 1), round(most, 1), round(most / few)]],
  );
}

async function planning(people: number): Promise<void> {
  const world = await fanOut(people, 'http://127.0.0.1:9');
  const ms = await timed(async () => {
    while (await planDue(world));
  });
  world.close();
  table(
    `Planning ${people.toLocaleString('en')} recipients`,
    ['ms', 'for a million, s'],
    [[round(ms, 0), round((ms / people) * 1000, 1)]],
  );
}

async function sending(people: number): Promise<void> {
  const sink = await startSink();
  const rows: string[][] = [];
  for (let attempt = 0; attempt < Number(process.env.BENCH_TURNS ?? 3); attempt++) {
    const world = await fanOut(people, sink.url);
    while (await planDue(world));
    const sender = new Sender(world);
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const [ours, oursCpu] = await spent(() => sender.poll());
    lag.disable();
    const [row] = await world.db.select().from(notification);
    if (row?.sent !== people) throw new Error(`${row?.sent} of ${people} were sent`);
    const bodies = await bodiesOf(world);
    const [bare, bareCpu] = await spent(() => post(sink.url, bodies, people / 100, 1));
    const [many] = await spent(() =>
      post(sink.url, bodies, people / 100, world.channels[0]?.limits.maxConcurrency ?? 1),
    );
    world.close();
    const rate = (ms: number) => round((people / ms) * 1000, 0);
    rows.push([
      rate(ours),
      rate(bare),
      round(bare / ours),
      rate(many),
      round(many / ours),
      round(lag.percentile(99) / 1e6 - 5, 0),
      `${round(process.memoryUsage.rss() / 2 ** 20, 0)} MB`,
      `${round(oursCpu / (people / 100), 1)} / ${round(bareCpu / (people / 100), 1)}`,
    ]);
  }
  sink.stop();
  table(
    `Mails a second into a provider without a limit, ${people.toLocaleString('en')} recipients`,
    [
      'ours',
      'bare loop',
      'ratio',
      'bare, as many in flight',
      'ratio',
      'event loop p99 ms',
      'RSS',
      'CPU ms a call',
    ],
    rows,
  );
}

async function limited(): Promise<void> {
  const sink = await startSink(LIMIT);
  const on = await fanOut(LIMITED_CALLS * 100, sink.url);
  while (await planDue(on));
  const sender = new Sender(on);
  const timer = setInterval(() => void sender.poll(), 100);
  const began = now();
  while ((await on.db.select().from(notification))[0]?.state !== 'done') await pause(50);
  const seconds = (now() - began) / 1000;
  clearInterval(timer);
  await sender.stop();
  const { refused } = (await (await fetch(sink.url)).json()) as { refused: number }; // our own sink
  on.close();
  sink.stop();
  table(
    `A provider that takes ${LIMIT} calls a second, ${LIMITED_CALLS} calls`,
    ['calls/s', 'of its limit', 'told “too fast”'],
    [
      [
        round(LIMITED_CALLS / seconds, 1),
        `${round((LIMITED_CALLS / seconds / LIMIT) * 100, 1)} %`,
        `${refused}`,
      ],
    ],
  );
}

const SECRET = 'a secret that only the bench knows of';

/** A database of its own with one update to be told to so many people. */
async function fanOut(
  people: number,
  url: string,
): Promise<SenderDeps & { mailer: Mailer; close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-mail-'));
  const databaseUrl = `file:${join(folder, 'allclear.db')}`;
  const db = openDb({ url: databaseUrl });
  await migrate(db, databaseUrl);
  await insertUpdateToTell(db, people);
  const mailer = resendMailer({ apiKey: 're_bench', baseUrl: url });
  const signer = new Signer(SECRET, nodeHashes);
  const encryption = new Encryption(SECRET);
  return {
    db,
    mailer,
    ...openChannels({
      ...{ mailer, signer, baseUrl, db, encryption, from: 'Acme <status@acme.example>' },
      ...{ send: sendByFetch(fetch), slackApi: '' },
    }),
    signer,
    encryption,
    log: (level, message, facts) => {
      if (level === 'error') console.error(message, facts);
    },
    newId,
    holder: newId(),
    close: () => {
      db.$client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Some of the very bodies that were sent, as strings: the bare loop only has to post them. */
async function bodiesOf(deps: SenderDeps): Promise<string[]> {
  const [row] = await deps.db.select().from(notification);
  if (!row) throw new Error('nothing was told');
  const message = messageOf(row, EMAIL);
  if (!message) throw new Error('nothing was rendered');
  const compose = composer(
    { signer: deps.signer, baseUrl },
    { ...row, idOrigin: null, baseUrl: null },
    message,
  );
  return Promise.all(
    Array.from({ length: 20 }, async (_, batch) => {
      const ids = Array.from({ length: 100 }, (_, i) => batch * 100 + i);
      const mails = await Promise.all(
        ids.map((i) =>
          compose({ id: `sub${i}`, email: `person-${i}@customers.example`, epoch: 1 }),
        ),
      );
      return JSON.stringify(
        mails.map(({ from, to, subject, headers, html, text }) => ({
          ...{ from, to: [to], subject, headers },
          html: inFull(html),
          text: inFull(text),
        })),
      );
    }),
  );
}

async function post(url: string, bodies: string[], times: number, atOnce: number): Promise<void> {
  let posted = 0;
  const one = async () => {
    while (posted < times) {
      const body = bodies[posted++ % bodies.length] ?? '';
      const answer = await fetch(`${url}/emails/batch`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'idempotency-key': `${posted}` },
      });
      await answer.json();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function startSink(limit = 0): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, [program, `${limit}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(child.stdout, 'data')) as [Buffer]; // the first thing it prints
  return { url: `${url}`.trim(), stop: () => child.kill('SIGKILL') };
}

/** Wall clock and processor time, ms: the second is worth something on a busy machine too. */
async function spent(work: () => Promise<unknown>): Promise<[wall: number, cpu: number]> {
  const before = process.cpuUsage();
  const wall = await timed(work);
  const { user, system } = process.cpuUsage(before);
  return [wall, (user + system) / 1000];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = now();
  await work();
  return now() - began;
}
const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = process.argv[2];
  if (only === 'publishing') await publishing(MILLION);
  else if (only === 'planning') await planning(MILLION);
  else if (only === 'sending') await sending(FAN_OUT);
  else if (only === 'limited') await limited();
  else await mail();
}
