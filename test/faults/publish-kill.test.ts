import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { BASE_URL, makeWorld, SECRET } from '../support/mail/mail.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

const KILLS = FULL ? 200 : 5;
const program = fileURLToPath(new URL('process/publisher-process.ts', import.meta.url));

test(`${KILLS} kills while incidents are published: each is stored completely with its notification, or not at all; a retry stores it once`, async () => {
  const random = announced('PUBLISH_KILL_SEED');
  const world = await makeWorld();
  let status = -1;
  for (let kill = 0; kill < KILLS; kill++) {
    // After a kill nobody knows of the last press: it is made again under its key.
    const args = [program, world.url, world.pageId, BASE_URL, SECRET, `${status + 1}`];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (data) => {
      for (const line of `${data}`.split('\n'))
        if (/^\d+$/.test(line)) status = Math.max(status, Number(line));
    });
    await once(child.stdout, 'data');
    // The first gets somewhere, however slow the machine; the others die wherever they are.
    if (kill === 0)
      await expect.poll(() => status, { interval: 5, timeout: 60_000 }).toBeGreaterThan(0);
    await new Promise((later) => setTimeout(later, random() * 400));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await world.deps.snapshots.catchUp();
    const [row] = await world.db.all<Record<string, number>>(sql`select
      (select count(*) from incident) as incidents,
      (select count(distinct name) from incident) as names,
      (select count(*) from incident_update) as updates,
      (select count(*) from notification) as notifications,
      (select count(*) from idempotency) as presses`);
    const n = row?.incidents ?? 0;
    expect(row).toEqual({ incidents: n, names: n, updates: n, notifications: n, presses: n });
    expect(n).toBeGreaterThanOrEqual(status + 1);
    expect(n, 'at most the press that was not answered').toBeLessThanOrEqual(status + 2);
    const shown = (await world.deps.snapshots.current())?.incidents.length ?? 0;
    expect(shown).toBeGreaterThanOrEqual(Math.min(n, 50));
  }
  expect(status).toBeGreaterThanOrEqual(0);
  await world.close();
}, 600_000);
