import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { createComponent } from '../../../api/actions/component/component.ts';
import { NewComponent } from '../../../api/actions/component/input.ts';
import { createIncident, patchIncident } from '../../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../../api/actions/incident/input.ts';
import { newPage } from '../../../api/actions/page/page.ts';
import { createApp } from '../../../api/app.ts';
import type { DrawPage } from '../../../api/context/context.ts';
import type { Deps } from '../../../api/context/deps.ts';
import { makeDeps } from '../../../api/context/make-deps.ts';
import { readConfig } from '../../../api/core/env.ts';
import { newId } from '../../../api/core/id.ts';
import type { State } from '../../../api/domain/incident/incident.ts';
import type { Actor } from '../../../api/domain/response/role.ts';
import type { SendRequest } from '../../../api/network/outgoing/request.ts';
import { localMailbox } from '../../../api/notify/channels/email/local.ts';
import type { Mailer } from '../../../api/notify/port/mailer.ts';
import type { Db } from '../../../db/engine/client.ts';
import { write } from '../../../db/engine/write.ts';
import { batch, notification, subscriber } from '../../../db/schema/index.ts';
import { openMigrated } from '../world/migrated-database.ts';

export const lead: Actor = { kind: 'user', id: 'lead', name: 'Lea Lead', role: 'owner' };
export const BASE_URL = 'https://status.acme.example';
export const SECRET = 'a secret that only the tests know of';
const START = Date.UTC(2026, 10, 20, 14, 0);

/** A page with two components on a real database file, and a clock that moves only on request. */
export type World = Awaited<ReturnType<typeof makeWorld>>;

export async function makeWorld(
  given: {
    mailer?: (db: Db) => Mailer;
    env?: Record<string, string>;
    url?: string;
    /** As in `SenderDeps`, ms. */
    slowAfter?: number;
    /** Requests to addresses that others chose. */
    send?: SendRequest;
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-'));
  const url = given.url ?? `file:${join(folder, 'allclear.db')}`;
  const db = await openMigrated(url);
  const clock = { now: START };
  const config = readConfig({
    BASE_URL,
    DATABASE_URL: url,
    MAIL_FROM: 'Acme <status@acme.example>',
    ...given.env,
  });
  const now = () => clock.now;
  const mailer = given.mailer?.(db) ?? localMailbox({ db, newId, clock: now });
  const logged: { level: string; message: string; facts: object | undefined }[] = [];
  const deps: Deps = makeDeps({
    config,
    db,
    mailer,
    secret: SECRET,
    slowAfter: given.slowAfter,
    ...(given.send && { send: given.send }),
    buildId: 'test',
    clock: now,
    log: (level, message, facts) => logged.push({ level, message, facts }),
  });
  const page = { id: newId(), name: 'Acme', timeZone: 'Etc/UTC', at: START };
  await write(db, newPage(deps, lead, page));
  await db.run(sql`update page set mail_hold = 0`);
  const add = (name: string) => createComponent(deps, lead, page.id, NewComponent.parse({ name }));
  const components = { payments: await add('Card payments'), login: await add('Login') };
  await deps.snapshots.refresh();
  return {
    db,
    url,
    deps,
    clock,
    logged,
    components,
    pageId: page.id,
    app: createApp(async () => deps, drawLocals),
    /** Runs the sender once. */
    poll: () => deps.sender.poll(),
    /** The current row of the first notification. */
    notification: async () => (await db.select().from(notification))[0],
    batches: () => db.select().from(batch).orderBy(batch.batchNo),
    async close() {
      await deps.sender.stop();
      db.$client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Replaces Astro: returns the page and its data. */
const drawLocals: DrawPage = async (c, locals) => {
  const { snapshot: _, props, ...known } = locals ?? {};
  return Response.json({ path: c.req.path, ...known, ...(props?.props as object) });
};

/** Confirmed subscribers, `person-0@customers.example` and so on. */
export async function addSubscribers(
  world: World,
  n: number,
  from = 0,
  channel = 'email',
): Promise<string[]> {
  const rows = Array.from({ length: n }, (_, i) => ({
    id: newId(),
    pageId: world.pageId,
    channel,
    email: `person-${from + i}@customers.example${channel === 'email' ? '' : `.${channel}`}`,
    state: 'active' as const,
    confirmedAt: START - 1000,
    createdAt: START - 1000,
    updatedAt: START - 1000,
  }));
  for (let i = 0; i < rows.length; i += 500)
    await write(world.db, [world.db.insert(subscriber).values(rows.slice(i, i + 500))]);
  return rows.map((row) => row.email);
}

export async function publish(world: World, input: Partial<NewIncident> = {}): Promise<string> {
  const asked = NewIncident.parse({
    name: 'Payments fail',
    state: 'investigating',
    body: 'Some cards are declined.',
    components: { [world.components.payments]: 'partial_outage' },
    nextUpdateBy: world.clock.now + 50 * 60_000,
    ...input,
  });
  return (await createIncident(world.deps, lead, world.pageId, asked)).id;
}

/** Posts the incident's next update, one second later. */
export async function replyNext(world: World, id: string, state: State, body: string) {
  world.clock.now += 1000;
  await patchIncident(world.deps, lead, world.pageId, id, IncidentPatch.parse({ state, body }));
}

/** Ends every wait. */
export async function passTheWaits(world: World): Promise<void> {
  await world.db.run(sql`update chunk set due_at = 0 where state in ('ready', 'leased')`);
  await world.db.run(sql`update letter set due_at = 0 where state in ('ready', 'leased')`);
  await world.db.run(sql`update lane set refilled_at = 0`);
}
