import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { receiveAlerts } from '../../api/actions/alert/receive.ts';
import { createAlertRule } from '../../api/actions/alert/rule.ts';
import { createAlertSource } from '../../api/actions/alert/source.ts';
import { NewAlertRule } from '../../api/domain/alert/rule-input.ts';
import { NewAlertSource } from '../../api/domain/alert/source.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { listAlertSources } from '../../db/alert/source.ts';
import { BASE_URL, makeWorld, SECRET } from '../support/mail.ts';
import { announced } from '../support/random.ts';
import { FULL } from '../support/size.ts';

const GROUPS = FULL ? 500 : 20;
const ALERTS = FULL ? 5000 : 120;
/** Drafts in an hour: the other groups wait, and none is lost. */
const LIMIT = FULL ? 60 : 12;
const program = fileURLToPath(new URL('clock-process.ts', import.meta.url));

test('two processes decide each alert once and draft once for each group, however often they are killed', async () => {
  const random = announced('ALERT_KILL_SEED');
  const world = await makeWorld();
  const { deps, pageId, clock } = world;
  const owner: Actor = { kind: 'user', id: 'owner', name: 'Olga', role: 'owner', pageId };
  await createAlertSource(
    deps,
    owner,
    pageId,
    NewAlertSource.parse({ name: 'S', kind: 'generic' }),
  );
  const [source] = await listAlertSources(deps.db, pageId);
  if (!source) throw new Error('no source');
  const conditions = [{ field: 'severity', op: 'equals', value: 'critical' }];
  const settings = { conditions, action: 'draft', perHour: LIMIT };
  await createAlertRule(
    deps,
    owner,
    pageId,
    NewAlertRule.parse({ name: 'R', mode: 'live', settings }),
  );
  const alerts = Array.from({ length: ALERTS }, (_, i) => ({
    ...{ id: `alert ${i}`, title: `Alert ${i}`, status: 'firing', severity: 'critical' },
    group: `group ${i % GROUPS}`,
  }));
  const raw = { headers: new Headers(), bytes: new Uint8Array() };
  for (const alert of alerts) await receiveAlerts(deps, source, raw, async () => alert);

  const undecided = async () =>
    (
      await world.db.all<{ n: number }>(
        sql`select count(*) as n from alert where due_at <= ${clock.now} or outcome is null`,
      )
    )[0]?.n;
  let kills = 0;
  while ((await undecided()) !== 0) {
    const at = String(clock.now);
    const pair = [1, 2].map(() =>
      spawn(process.execPath, [program, world.url, BASE_URL, SECRET, 'alerts', at], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(pair.map((child) => once(child.stdout, 'data')));
    await new Promise((later) => setTimeout(later, 5 + random() * 40));
    for (const child of pair) child.kill('SIGKILL');
    await Promise.all(pair.map((child) => once(child, 'exit')));
    kills += pair.length;
  }
  const [stored] = await world.db.all<object>(sql`select
    (select count(*) from draft) as drafts,
    (select count(distinct json_extract("values", '$.name')) from draft) as names,
    (select count(*) from alert_group) as groups,
    (select count(*) from alert_decision) as decisions,
    (select count(distinct alert_id) from alert_decision) as decided,
    (select count(*) from alert_decision where outcome = 'capped') as capped,
    (select acts from alert_rule) as acts`);
  const perGroup = ALERTS / GROUPS;
  expect(stored).toEqual({
    ...{ drafts: LIMIT, names: LIMIT, groups: LIMIT, acts: LIMIT },
    ...{ decisions: ALERTS, decided: ALERTS, capped: ALERTS - LIMIT * perGroup },
  });
  console.log(`${kills} kills`);
  await world.close();
}, 600_000);
