import type { ComponentStatus } from '../../domain/component/status.ts';
import { DAY, HOUR, MINUTE } from '../../domain/time/time.ts';
import type { Random } from './random.ts';
import { named, type OutageTexts, outageTexts, stillOpen, works } from './texts.ts';
import type { Leaf, Scenario } from './timeline.ts';

/** A time range for one scenario, so that no two set the same status. */
type Slot = { from: number; length: number };

export function resolvedIncident(random: Random, leaves: readonly Leaf[], slot: Slot): Scenario {
  const outage = random.pick(outageTexts);
  const affected = random.some(leaves, random.int(1, 2));
  const [begin, length] = within(random, slot);
  const at = (share: number) => begin + Math.floor(length * share);
  const better: ComponentStatus | undefined =
    outage.status === 'degraded_performance' ? undefined : 'degraded_performance';
  const [investigating, identified, monitoring, resolved] = textsOf(outage, affected);
  return {
    kind: 'incident',
    name: named(outage.name, nameOf(affected)),
    leaves: affected,
    steps: [
      { state: 'investigating', body: investigating, at: begin, status: outage.status },
      { state: 'identified', body: identified, at: at(0.3) },
      { state: 'monitoring', body: monitoring, at: at(0.7), ...(better ? { status: better } : {}) },
      { state: 'resolved', body: resolved, at: at(1), status: 'operational' },
    ],
  };
}

export function finishedMaintenance(
  random: Random,
  leaves: readonly Leaf[],
  slot: Slot,
  earliest: number,
): Scenario {
  const work = random.pick(works);
  const affected = random.some(leaves, 1);
  const [begin, length] = within(random, slot);
  const [scheduled, running, verifying, completed] = textsOf(work, affected);
  return {
    kind: 'maintenance',
    name: named(work.name, nameOf(affected)),
    leaves: affected,
    scheduledFor: begin,
    scheduledUntil: begin + length + 1,
    steps: [
      { state: 'scheduled', body: scheduled, at: Math.max(earliest, begin - 4 * DAY) },
      { state: 'in_progress', body: running, at: begin, status: 'under_maintenance' },
      { state: 'verifying', body: verifying, at: begin + Math.floor(length * 0.8) },
      { state: 'completed', body: completed, at: begin + length, status: 'operational' },
    ],
  };
}

/** Began 40 minutes ago, is in its fourth update, and promises the next one in 25 minutes. */
export function openIncident(random: Random, leaves: readonly Leaf[], now: number): Scenario {
  const outage = random.pick(outageTexts.filter((t) => t.status === 'partial_outage'));
  const affected = random.some(leaves, 1);
  const name = nameOf(affected);
  const [investigating] = textsOf(outage, affected);
  return {
    kind: 'incident',
    name: named(outage.name, name),
    leaves: affected,
    nextUpdateBy: now + 25 * MINUTE,
    steps: [
      {
        state: 'investigating',
        body: investigating,
        at: now - 40 * MINUTE,
        status: outage.status,
      },
      {
        state: 'investigating',
        body: `We can see the trouble with ${name} ourselves and are comparing servers to find what differs.`,
        at: now - 30 * MINUTE,
      },
      { state: 'identified', body: stillOpen.identified, at: now - 18 * MINUTE },
      { state: 'identified', body: stillOpen.update, at: now - 5 * MINUTE },
    ],
  };
}

export function comingMaintenance(random: Random, leaves: readonly Leaf[], now: number): Scenario {
  const work = random.pick(works);
  const affected = random.some(leaves, 2);
  const scheduledFor = now - (now % HOUR) + 3 * DAY + 2 * HOUR;
  return {
    kind: 'maintenance',
    name: named(work.name, nameOf(affected)),
    leaves: affected,
    scheduledFor,
    scheduledUntil: scheduledFor + 2 * HOUR,
    steps: [
      { state: 'scheduled', body: named(work.texts[0], nameOf(affected)), at: now - 2 * DAY },
    ],
  };
}

/** From 20 minutes to four hours if the slot allows it, away from its ends. */
function within(random: Random, slot: Slot): [begin: number, length: number] {
  const begin = slot.from + Math.floor(slot.length * 0.3 * random.next());
  const length = random.int(20 * MINUTE, 4 * HOUR);
  return [begin, Math.max(4, Math.min(length, Math.floor(slot.length * 0.6)))];
}

const nameOf = (leaves: readonly Leaf[]): string => leaves[0]?.name ?? 'The service';

const textsOf = (of: Pick<OutageTexts, 'texts'>, leaves: readonly Leaf[]): OutageTexts['texts'] =>
  of.texts.map((text) => named(text, nameOf(leaves))) as OutageTexts['texts']; // same number of texts
