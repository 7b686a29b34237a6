import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { nodeOpener } from '../../api/core/encryption.node.ts';
import { Encryption } from '../../api/core/encryption.ts';
import { newId } from '../../api/core/id.ts';
import { nodeHashes } from '../../api/core/secret.node.ts';
import { Signer } from '../../api/core/secret.ts';
import { ADDRESS_PURPOSE, SECRET_PURPOSE } from '../../api/domain/destination/purposes.ts';
import { newSigningSecret } from '../../api/domain/destination/signing-secret.ts';
import { SECOND } from '../../api/domain/time/time.ts';
import { sendFromNode } from '../../api/network/outgoing/send.node.ts';
import { webhookChannel } from '../../api/notify/channels/webhook/channel.ts';
import { signedHeaders } from '../../api/notify/channels/webhook/signature.ts';
import type { SenderDeps } from '../../api/notify/port/sending.ts';
import { planDue } from '../../api/notify/queue/planning/fan-out.ts';
import { Sender } from '../../api/notify/queue/sender.ts';
import { messageOf } from '../../db/delivery/rendered-message.ts';
import { openDb } from '../../db/engine/client.ts';
import { migrate } from '../../db/engine/migrate.ts';
import { write } from '../../db/engine/write.ts';
import { notification, signingSecret, subscriber } from '../../db/schema/index.ts';
import { insertUpdateToTell } from './fan-out.ts';
import { percentile, round, table } from './table.ts';

const DESTINATIONS = Number(process.env.BENCH_HOOKS ?? 100_000);
const BESIDE_DEAD = Number(process.env.BENCH_DEAD ?? 10_000);
const ROUNDS = Number(process.env.BENCH_TURNS ?? 1);
const HOSTS = 1000;
/** As the channel allows, so that the bare loop has as many calls in flight. */
const AT_ONCE = 64;
/** How long a dead host keeps a call. */
const TIMEOUT = 30 * SECOND;
const SECRET = 'a secret that only the bench knows of';
const baseUrl = 'https://status.acme.example';
const program = fileURLToPath(new URL('webhook-sink.ts', import.meta.url));
const now = () => performance.now();
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));

/** Webhooks at 1,000 hosts: beside a bare loop that posts the same bytes, and with one dead host. */
export async function webhooks(): Promise<void> {
  await sending(DESTINATIONS);
  await oneDeadHost(BESIDE_DEAD);
}

async function sending(many: number): Promise<void> {
  const rows: string[][] = [];
  for (let attempt = 0; attempt < ROUNDS; attempt++) {
    const sink = await startSink();
    const world = await fanOut(many, sink.port);
    const [planned] = await spent(async () => {
      while (await planDue(world));
    });
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const [ours, oursCpu] = await spent(() => new Sender(world).poll());
    lag.disable();
    const [row] = await world.db.select().from(notification);
    const { received } = await sink.read();
    if (row?.sent !== many || received !== many)
      throw new Error(`${row?.sent} of ${many} were sent, ${received} arrived`);
    const bytes = await bodyOf(world);
    const [bare, bareCpu] = await spent(() => post(sink.port, bytes, many));
    world.close();
    sink.stop();
    const rate = (ms: number) => round((many / ms) * 1000, 0);
    const micros = (ms: number) => round((ms / many) * 1000, 0);
    rows.push([
      round(planned / 1000, 1),
      ...[rate(ours), rate(bare), round(bare / ours)],
      ...[micros(oursCpu), micros(bareCpu), round(oursCpu / bareCpu)],
      round(lag.percentile(99) / 1e6 - 5, 0),
      `${round(process.memoryUsage.rss() / 2 ** 20, 0)} MB`,
    ]);
  }
  table(
    `Webhooks: ${many.toLocaleString('en')} destinations at ${HOSTS.toLocaleString('en')} hosts, ${AT_ONCE} calls at once`,
    [
      ...['planned in s', 'sent/s', 'bare loop/s', 'ratio'],
      ...['CPU µs a call', 'of bare', 'ratio', 'event loop p99 ms', 'RSS'],
    ],
    rows,
  );
}

/** From the start of sending to the arrival at the other hosts, with all hosts well and with one dead. */
async function oneDeadHost(many: number): Promise<void> {
  const rows: string[][] = [];
  for (const dead of [[], [hostOf(0)], [], [hostOf(0)]]) {
    const sink = await startSink(dead);
    const world = await fanOut(many, sink.port);
    while (await planDue(world));
    const sender = new Sender(world);
    const others = many - dead.length * (many / HOSTS);
    const startedAt = Date.now();
    const timer = setInterval(() => void sender.poll(), SECOND);
    void sender.poll();
    const arrived: number[] = [];
    while (arrived.length < others) {
      await pause(200);
      for (const [host, at] of (await sink.read()).arrived)
        if (!dead.includes(host)) arrived.push(at - startedAt);
    }
    clearInterval(timer);
    sink.stop(); // ends the calls that hang
    await sender.stop();
    world.close();
    const ms = (percent: number) => round(percentile(arrived, percent), 0);
    rows.push([dead.length > 0 ? 'one dead' : 'all well', ms(50), ms(95), ms(100)]);
  }
  table(
    `One dead host of ${HOSTS.toLocaleString('en')} (timeouts of ${TIMEOUT / SECOND} s): ms until the others have it, ${many.toLocaleString('en')} destinations`,
    ['', 'p50', 'p95', 'last'],
    rows,
  );
}

/** Loopback has 16 million addresses. */
const hostOf = (index: number): string => `127.1.${Math.floor(index / 250)}.${1 + (index % 250)}`;

const urlOf = (index: number, port: number): string =>
  `http://${hostOf(index % HOSTS)}:${port}/hooks/${index}`;

async function fanOut(many: number, port: number): Promise<SenderDeps & { close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-webhooks-'));
  const url = `file:${join(folder, 'allclear.db')}`;
  const db = openDb({ url });
  await migrate(db, url);
  await insertUpdateToTell(db, 0);
  await db.delete(subscriber);
  const signer = new Signer(SECRET, nodeHashes);
  const encryption = new Encryption(SECRET, nodeOpener);
  for (let first = 0; first < many; first += 500) {
    const places = Array.from({ length: Math.min(500, many - first) }, (_, i) => first + i);
    const all = await Promise.all(
      places.map(async (i) => {
        const id = `hook${`${i}`.padStart(9, '0')}`;
        const times = { confirmedAt: 0, createdAt: 0, updatedAt: 0 };
        return {
          who: {
            ...{ id, pageId: 'page', channel: 'webhook', email: `webhook:${i}`, ...times },
            address: await encryption.encrypt(ADDRESS_PURPOSE, urlOf(i, port)),
            hostKey: await signer.sign('host', hostOf(i % HOSTS)),
            state: 'active' as const,
          },
          secret: {
            ...{ id, subscriberId: id, createdAt: 0 },
            secret: await encryption.encrypt(SECRET_PURPOSE, newSigningSecret()),
          },
        };
      }),
    );
    await write(db, [
      db.insert(subscriber).values(all.map(({ who }) => who)),
      db.insert(signingSecret).values(all.map(({ secret }) => secret)),
    ]);
  }
  const send = sendFromNode({
    resolve: async () => null,
    privateHosts: { allows: (host) => host.startsWith('127.') },
  });
  const channel = webhookChannel({
    ...{ db, signer, encryption, baseUrl },
    send: (request) => send({ ...request, timeoutMs: TIMEOUT }),
  });
  return {
    ...{ db, signer, encryption, newId, holder: newId() },
    channels: [channel],
    directMailer: { send: async () => ({ kind: 'sent', failures: [] }) },
    log: (level, message, facts) => {
      if (level === 'error') console.error(message, facts);
    },
    close: () => {
      db.$client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The message as it was sent, with a link and headers as long as theirs. */
async function bodyOf({ db }: SenderDeps): Promise<{ body: string; headers: object }> {
  const [row] = await db.select().from(notification);
  const message = row && messageOf(row, 'webhook');
  if (!message) throw new Error('nothing was rendered');
  const { meta, ...rest } = JSON.parse(message.text);
  const unsubscribe = `${baseUrl}/unsubscribe/hook000000000.${'x'.repeat(80)}`;
  const body = JSON.stringify({ meta: { unsubscribe, ...meta }, ...rest });
  const of = { id: 'msg_told_hook000000000', at: new Date(), body };
  return { body, headers: signedHeaders({ ...of, secrets: [newSigningSecret()] }) };
}

async function post(
  port: number,
  { body, headers }: { body: string; headers: object },
  many: number,
): Promise<void> {
  let posted = 0;
  const one = async () => {
    while (posted < many) {
      const url = urlOf(posted++, port);
      const answer = await fetch(url, { method: 'POST', body, headers: { ...headers } });
      await answer.text();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

type Read = { received: number; arrived: [host: string, at: number][] };

async function startSink(dead: string[] = []) {
  const child = spawn(process.execPath, [program, ...dead], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer]; // the first thing it prints
  const port = Number(`${line}`);
  return {
    port,
    read: async () => (await fetch(`http://127.0.0.1:${port}/`)).json() as Promise<Read>, // our own sink
    stop: () => child.kill('SIGKILL'),
  };
}

/** Wall clock and processor time of this process, ms. */
async function spent(work: () => Promise<unknown>): Promise<[wall: number, cpu: number]> {
  const before = process.cpuUsage();
  const began = now();
  await work();
  const wall = now() - began;
  const { user, system } = process.cpuUsage(before);
  return [wall, (user + system) / 1000];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = process.argv[2];
  if (only === 'sending') await sending(DESTINATIONS);
  else if (only === 'dead') await oneDeadHost(BESIDE_DEAD);
  else await webhooks();
}
