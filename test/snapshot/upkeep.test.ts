import { expect, test } from 'vitest';
import type { z } from 'zod';
import { archiveComponent } from '../../api/actions/component/archive.ts';
import { patchComponent } from '../../api/actions/component/component.ts';
import { correctHistory, HistoryCorrection } from '../../api/actions/component/correct-history.ts';
import { ComponentPatch } from '../../api/actions/component/input.ts';
import { reorderComponents } from '../../api/actions/component/order.ts';
import { Correction, correctUpdate } from '../../api/actions/correction/correction.ts';
import { createIncident, patchIncident, removeIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { runDueMaintenance } from '../../api/actions/maintenance/run-due.ts';
import { createSeries } from '../../api/actions/maintenance/series.ts';
import { createMetric } from '../../api/actions/metric/metric.ts';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { Step } from '../../api/domain/component/order.ts';
import { componentStatuses } from '../../api/domain/component/status.ts';
import { NewMetric } from '../../api/domain/metric/input.ts';
import { DAY, HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { makeSnapshot } from '../../api/snapshot/build.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { NOON, openPage } from '../support/browser/page.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';
import { owner } from '../support/world/world.ts';

const URL = 'https://status.example.com';
const STEPS = FULL ? 1500 : 40;

/** A page with a past, and how often all of it was read. */
async function pageWithHistory(incidents: number, days: number) {
  const page = await openPage({ empty: true });
  const { db } = page.deps;
  const scale = { components: 12, incidents, days, subscribers: 0, random: 7, now: NOON };
  const { pageId } = await writeDemoData(db, scale, () => {});
  const read = { whole: 0 };
  const { batch } = db.$client;
  db.$client.batch = (statements, mode) => {
    if (JSON.stringify(statements).includes('/ 900000')) read.whole++;
    return batch.call(db.$client, statements, mode);
  };
  return { page, pageId, read };
}

const shown = async (deps: { snapshots: { current(): Promise<Snapshot | null> } }) => {
  const snapshot = await deps.snapshots.current();
  if (!snapshot) throw new Error('There is a page.');
  return snapshot;
};

test.each([
  ['a quiet page', 20, 40],
  ['a page with more of everything than it keeps', 1500, 70],
])(
  'the snapshot updated write by write equals a complete rebuild: %s',
  async (_, ...history) => {
    const random = announced('UPKEEP_SEED');
    const { page, read, pageId } = await pageWithHistory(...history);
    const { deps } = page;
    const pick = <T>(from: readonly T[]): T => {
      const one = from[Math.floor(random() * from.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    };
    type Deps = typeof deps;
    const publish = (given: z.input<typeof NewIncident>) =>
      createIncident(deps, owner, pageId, NewIncident.parse({ ...silent, ...given }));
    const update = (id: string, given: z.input<typeof IncidentPatch>, ctx: Deps = deps) =>
      patchIncident(ctx, owner, pageId, id, IncidentPatch.parse({ ...silent, ...given }));
    let now = NOON;
    let n = 0;
    const ids = (s: Snapshot) => s.components.filter((c) => !c.group).map((c) => c.id);
    const statuses = (s: Snapshot) => ({ [pick(ids(s))]: pick(componentStatuses) });
    const known = (s: Snapshot) => pick([...s.incidents, ...s.maintenances]).id;
    const opens = ['investigating', 'identified', 'monitoring'] as const;
    const silent = { deliverNotifications: false, override: 'made up' };
    type Step = (s: Snapshot) => Promise<unknown>;
    const steps: Record<string, Step> = {
      open: (s) =>
        publish({
          name: `I${++n}`,
          state: pick(opens),
          body: 'We look.',
          components: random() < 0.7 ? statuses(s) : {},
        }),
      late: (s) =>
        publish({
          name: `L${++n}`,
          state: 'investigating',
          body: 'Since.',
          since: now - Math.floor(random() * 3 * DAY),
          components: statuses(s),
        }),
      backfilled: (s) =>
        publish({
          name: `B${++n}`,
          state: 'resolved',
          body: 'Was.',
          startedAt: now - Math.floor(random() * 100 * DAY),
          endedAt: now,
          componentIds: [pick(ids(s))],
        }),
      works: (s) =>
        publish({
          name: `W${++n}`,
          state: 'scheduled',
          body: 'We move.',
          scheduledFor: now + Math.floor(random() * 3) * HOUR + MINUTE,
          scheduledUntil: now + 4 * HOUR,
          automation: { auto_in_progress: true, auto_completed: true },
          componentIds: [pick(ids(s))],
        }),
      repeats: () => {
        const scheduledFor = now + DAY;
        const scheduledUntil = scheduledFor + HOUR;
        const input = NewIncident.parse({
          ...silent,
          name: `S${++n}`,
          state: 'scheduled',
          body: 'Each week.',
        });
        const first = { ...input, scheduledFor, scheduledUntil };
        const series = { rule: 'FREQ=WEEKLY;COUNT=20', zone: 'Europe/Berlin', first };
        return createSeries(deps, owner, pageId, series);
      },
      say: (s) => update(known(s), { body: `Text ${++n}.` }),
      turn: (s) => {
        const { id, kind } = pick(s.incidents.length > 0 ? s.incidents : s.maintenances);
        return update(id, {
          state: kind === 'incident' ? pick(opens) : 'in_progress',
          body: `Turned ${++n}.`,
          components: statuses(s),
        });
      },
      silently: (s) => update(known(s), { name: `R${++n}`, components: statuses(s) }),
      about: (s) => update(known(s), { componentIds: [pick(ids(s))] }),
      earlier: (s) =>
        update(pick(s.incidents).id, {
          since: now - Math.floor(random() * 40 * DAY),
        }),
      over: (s) => update(pick(s.incidents).id, { state: 'resolved', body: `Over ${++n}.` }),
      remove: (s) => removeIncident(deps, owner, pageId, known(s)),
      reword: (s) => {
        const incident = pick(s.incidents);
        return correctUpdate(
          deps,
          owner,
          pageId,
          incident.id,
          pick(incident.updates).id,
          Correction.parse({ body: `Put right ${++n}.`, override: 'made up' }),
        );
      },
      repaint: (s) =>
        correctHistory(
          deps,
          owner,
          pageId,
          pick(ids(s)),
          HistoryCorrection.parse({
            fromAt: now - 2 * HOUR,
            toAt: now - HOUR,
            status: pick(componentStatuses),
            note: 'It was our monitor.',
          }),
        ),
      rename: (s) =>
        patchComponent(
          deps,
          owner,
          pageId,
          pick(ids(s)),
          ComponentPatch.parse({ name: `C${++n}` }),
        ),
      order: (s) => {
        const step = pick(Step.options);
        return reorderComponents(deps, owner, pageId, { ids: [pick(ids(s))], step });
      },
      archive: (s) =>
        random() < 0.1 ? archiveComponent(deps, owner, pageId, pick(ids(s))) : Promise.resolve(),
      metric: () =>
        random() < 0.3
          ? createMetric(deps, owner, pageId, NewMetric.parse({ name: `M${++n}` }))
          : Promise.resolve(),
      another: (s) =>
        // Another process on the same file.
        openPage({ empty: true, url: page.url }).then(async (other) => {
          other.at(now);
          await update(known(s), { body: `From elsewhere ${++n}.` }, other.deps);
          other.close();
        }),
      clock: () => runDueMaintenance(deps),
    };
    const often = ['open', 'say', 'turn', 'silently', 'about', 'over', 'say', 'turn', 'over'];
    let singles = 0;
    for (let step = 0; step < STEPS; step++) {
      const before = await shown(deps);
      const name = pick([...often, ...Object.keys(steps)]);
      const wholeBefore = read.whole;
      // What a page refuses, such as a maintenance that is “investigating”, changes nothing.
      await steps[name]?.(before).catch((error) => {
        if (!(error instanceof Error) || error.name !== 'Problem') throw error;
      });
      // Its version is looked at now and then: a write of our own may come first.
      if (name === 'another' && random() < 0.5) continue;
      // So it is where nothing was written by us, now or since.
      if ((await shown(deps)).version === before.version) await deps.snapshots.catchUp();
      const incremental = await shown(deps);
      if (read.whole === wholeBefore && incremental.version > before.version) singles++;
      const scope = { pageId: null, audience: 'public' as const };
      const whole = (await makeSnapshot(deps.db, scope, URL, incremental.builtAt))?.snapshot;
      const isSame = JSON.stringify(incremental) === JSON.stringify(whole);
      if (!isSame) expect(incremental, `step ${step}: ${name}`).toEqual(whole); // says what differs
      expect(isSame, `the order of things, step ${step}: ${name}`).toBe(true);
      now += pick([0, 0, 1, MINUTE, 20 * MINUTE, HOUR, random() < 0.2 ? DAY : 0]);
      page.at(now);
      if (random() < 0.5) await deps.snapshots.catchUp();
    }
    expect(singles).toBeGreaterThan(STEPS / 10);
    page.close();
  },
  FULL ? 1_800_000 : 300_000,
);
