import {
  type IncidentRows,
  type Interval,
  insertComponents,
  insertIncidents,
  insertIntervals,
} from '../../../db/component/import.ts';
import { chunksOf } from '../../../db/engine/bulk.ts';
import type { Db } from '../../../db/engine/client.ts';
import { write } from '../../../db/engine/write.ts';
import { bumpVersion } from '../../../db/page/page.ts';
import { insertSubscribers, type SubscriberRows } from '../../../db/subscriber/seed.ts';
import { newPage } from '../../actions/page/page.ts';
import { DAY, HOUR } from '../../domain/time/time.ts';
import { commandLine } from '../shared/command.ts';
import { COMPANY, companyRows } from './company.ts';
import { Random } from './random.ts';
import {
  comingMaintenance,
  finishedMaintenance,
  openIncident,
  resolvedIncident,
} from './scenario.ts';
import { type Leaf, rowsOfScenario, type Scenario } from './timeline.ts';

export type Scale = {
  components: number;
  incidents: number;
  days: number;
  subscribers: number;
  random: number;
  now: number;
};

const PAST_MAINTENANCES = 3;
const BATCH = 1000;

/** Writes a realistic history. The same scale gives the same rows; `say` gets progress messages. */
export async function writeDemoData(
  db: Db,
  scale: Scale,
  say: (line: string) => void,
): Promise<{ pageId: string }> {
  const random = new Random(scale.random);
  const pageId = random.id();
  const at = scale.now - (scale.days + 7) * DAY;
  const page = { id: pageId, name: COMPANY, timeZone: 'Etc/UTC', at };
  const rows = companyRows(random, pageId, scale.components, at);
  const leaves = rows.filter((row) => !row.group).map(({ id, name }) => ({ id, name }));
  const last = scale.incidents > 0 ? openIncident(random, leaves, scale.now) : null;
  const broken = new Map(last?.leaves.map((leaf) => [leaf.id, last.steps[0]?.status]));
  const components = rows.map((row) => ({ ...row, status: broken.get(row.id) ?? 'operational' }));
  const record = new Record(random, pageId, leaves, at);
  await write(db, [
    ...newPage({ db, newId: random.id }, commandLine, page),
    ...insertComponents(db, components),
  ]);
  const scenarios = [
    ...finishedScenarios(random, leaves, scale),
    comingMaintenance(random, leaves, scale.now),
  ];
  let done = 0;
  for (const some of chunksOf(last ? [...scenarios, last] : scenarios, BATCH)) {
    const incidents = some.map((scenario) => rowsOfScenario(random, pageId, scenario));
    const intervals = incidents.flatMap((incident) => record.after(incident));
    await write(db, [...insertIncidents(db, incidents), ...insertIntervals(db, intervals)]);
    done += some.length;
    say(`${done} of ${scenarios.length + 1} incidents and maintenances`);
  }
  for (const some of chunksOf(subscribers(random, pageId, leaves, scale), 2 * BATCH))
    await write(db, insertSubscribers(db, some));
  // A running server sees the new version and builds its snapshot from all rows.
  await write(db, [...insertIntervals(db, record.running()), bumpVersion(db, pageId, scale.now)]);
  return { pageId };
}

/** All incidents but the newest, with some maintenances, each in its own time slot. */
function finishedScenarios(random: Random, leaves: Leaf[], scale: Scale): Scenario[] {
  const count = Math.max(0, scale.incidents - 1) + PAST_MAINTENANCES;
  const from = scale.now - scale.days * DAY;
  const length = (scale.days * DAY - 2 * HOUR) / count;
  const works = new Set([1, 2, 3].map((n) => Math.floor((count * n) / (PAST_MAINTENANCES + 1))));
  return Array.from({ length: count }, (_, i) => {
    const slot = { from: from + Math.floor(i * length), length };
    return works.has(i)
      ? finishedMaintenance(random, leaves, slot, from - 7 * DAY)
      : resolvedIncident(random, leaves, slot);
  });
}

const untouched = { updateId: null, cause: 'update', correctedAt: null, note: null } as const;

/** Tracks each component's status through the scenarios in order. */
class Record {
  readonly #random: Random;
  readonly #open: Map<string, Interval>;

  constructor(random: Random, pageId: string, leaves: readonly Leaf[], fromAt: number) {
    this.#random = random;
    const none = { pageId, status: 'operational', fromAt, toAt: null, ...untouched } as const;
    this.#open = new Map(
      leaves.map(({ id }) => [id, { id: random.id(), componentId: id, ...none }]),
    );
  }

  /** Intervals that these updates ended. */
  after({ updates }: IncidentRows): Interval[] {
    return updates.flatMap(({ row, changes }) =>
      changes.flatMap((change) => {
        const open = this.#open.get(change.componentId);
        if (!open || open.status === change.newStatus) return [];
        const next = { status: change.newStatus, fromAt: row.displayAt, updateId: row.id };
        this.#open.set(change.componentId, { ...open, id: this.#random.id(), ...next });
        return [{ ...open, toAt: row.displayAt }];
      }),
    );
  }

  running(): Interval[] {
    return [...this.#open.values()];
  }
}

/** Four in five subscribe to everything, the others to a few components. */
function subscribers(
  random: Random,
  pageId: string,
  leaves: readonly Leaf[],
  { subscribers: count, days, now }: Scale,
): SubscriberRows[] {
  return Array.from({ length: count }, (_, i) => {
    const at = now - random.int(HOUR, Math.max(1, days) * DAY);
    const allComponents = random.next() < 0.8 || leaves.length === 0;
    const stamps = {
      confirmMails: 1,
      confirmMailAt: at,
      confirmedAt: at,
      createdAt: at,
      updatedAt: at,
    };
    const email = `reader-${String(i + 1).padStart(6, '0')}@example.com`;
    return {
      row: { id: random.id(), pageId, email, state: 'active', allComponents, ...stamps },
      componentIds: allComponents
        ? []
        : random.some(leaves, random.int(1, 3)).map((leaf) => leaf.id),
    };
  });
}
