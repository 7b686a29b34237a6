import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { saveDraft } from '../../api/actions/draft/save.ts';
import { scheduleDraft } from '../../api/actions/draft/schedule.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { DAY } from '../../api/domain/time/time.ts';
import { makeWorld } from '../support/mail/mail.ts';
import { FULL } from '../support/size.ts';
import { addPerson } from '../support/world/people.ts';
import { announced } from '../support/world/random.ts';
import { killPair } from './process/kill-processes.ts';

const DRAFTS = FULL ? 500 : 20;

test(`${DRAFTS} due drafts, two publishing processes, killed and restarted: each is published once`, async () => {
  const random = announced('SCHEDULE_KILL_SEED');
  const world = await makeWorld();
  const { deps, pageId } = world;
  const owner = { kind: 'user', id: 'owner', name: 'Olga', role: 'owner' } as const;
  const lea = await addPerson({ deps, owner, pageId }, 'Lea');
  const now = Date.now();
  for (let n = 0; n < DRAFTS; n++) {
    const values = { name: `Trouble ${n}`, state: 'investigating', body: 'Known.' };
    const about = { id: `draft${String(n).padStart(7, '0')}`, kind: 'incident' as const };
    const posted = { ...about, incidentId: null, base: 0, idempotencyKey: '', values };
    const { draft } = await saveDraft(deps, lea, pageId, posted);
    const outgoing = { asOf: now - DAY, input: NewIncident.parse(values), seen: 0 };
    const time = { publishAt: now - DAY + n, publishZone: 'Etc/UTC' };
    await scheduleDraft(deps, lea, draft, outgoing, time);
  }
  const count = async () => {
    const [row] = await world.db.all<Record<string, number>>(sql`select
      (select count(*) from draft where state = 'published') as published,
      (select count(*) from incident) as incidents,
      (select count(distinct name) from incident) as names,
      (select count(*) from incident_update) as updates,
      (select count(*) from notification) as notifications`);
    return row ?? {};
  };
  for (let published = 0; published < DRAFTS; published = (await count()).published ?? 0) {
    await killPair({ url: world.url, work: 'drafts' }, 50 + random() * 400);
    const n = (await count()).published;
    expect(await count()).toEqual({
      published: n,
      incidents: n,
      names: n,
      updates: n,
      notifications: n,
    });
  }
  expect((await count()).incidents).toBe(DRAFTS);
  await world.close();
}, 600_000);
