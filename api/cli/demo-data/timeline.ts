import type { IncidentRows } from '../../../db/component/import.ts';
import type { ComponentStatus } from '../../domain/component/status.ts';
import { advance, type IncidentProgress, type State } from '../../domain/incident/incident.ts';
import type { Random } from './random.ts';

export type Leaf = { id: string; name: string };

/** One update of a scenario: its text, its time, and a new status of its components, if any. */
export type ScenarioStep = { state: State; body: string; at: number; status?: ComponentStatus };

export type Scenario = {
  kind: 'incident' | 'maintenance';
  name: string;
  leaves: Leaf[];
  steps: ScenarioStep[];
  nextUpdateBy?: number;
  scheduledFor?: number;
  scheduledUntil?: number;
};

/** A scenario as rows. State, impact and times follow from its steps as in publishing. */
export function rowsOfScenario(random: Random, pageId: string, scenario: Scenario): IncidentRows {
  const id = random.id();
  const [first] = scenario.steps;
  const startedAt = first?.at ?? 0;
  let progress: IncidentProgress = {
    kind: scenario.kind,
    state: first?.state ?? 'investigating',
    impact: scenario.kind === 'maintenance' ? 'maintenance' : 'none',
    impactOverride: null,
    startedAt,
    monitoringAt: null,
    resolvedAt: null,
  };
  let status: ComponentStatus = 'operational';
  const updates = scenario.steps.map((step, i) => {
    const before = status;
    status = step.status ?? before;
    const affected = scenario.leaves.map(() => status);
    progress = advance(progress, { state: step.state, at: step.at, affected });
    const last = i === scenario.steps.length - 1;
    const promise = last ? (scenario.nextUpdateBy ?? null) : null;
    const changed = i === 0 || before !== status;
    return updateRows(random, pageId, id, i + 1, step, promise, changed ? scenario.leaves : [], [
      before,
      status,
    ]);
  });
  const { nextUpdateBy = null, scheduledFor = null, scheduledUntil = null } = scenario;
  const stamps = { createdAt: startedAt, updatedAt: scenario.steps.at(-1)?.at ?? startedAt };
  const row = {
    id,
    pageId,
    ...progress,
    name: scenario.name,
    nextUpdateBy,
    scheduledFor,
    scheduledUntil,
  };
  return {
    row: { ...row, ...stamps },
    updates,
    componentIds: scenario.leaves.map((leaf) => leaf.id),
  };
}

function updateRows(
  random: Random,
  pageId: string,
  incidentId: string,
  seq: number,
  step: ScenarioStep,
  nextUpdateBy: number | null,
  leaves: readonly Leaf[],
  [oldStatus, newStatus]: [ComponentStatus, ComponentStatus],
): IncidentRows['updates'][number] {
  const id = random.id();
  const { state, body, at } = step;
  const stamps = { displayAt: at, createdAt: at, updatedAt: at };
  const row = { id, pageId, incidentId, seq, state, body, nextUpdateBy, ...stamps };
  return {
    // No notification goes with it.
    row: { ...row, deliverNotifications: false, author: 'Alex Morgan' },
    changes: leaves.map((leaf, position) => ({
      updateId: id,
      position,
      componentId: leaf.id,
      name: leaf.name,
      oldStatus,
      newStatus,
    })),
  };
}
