import type { Component } from '../../../../db/component/component.ts';
import type { RunbookRun, RunbookStepDone } from '../../../../db/runbook/run.ts';
import type { Runbook, RunbookVersion } from '../../../../db/runbook/runbook.ts';
import { runbookSteps } from '../../../../templates/runbook/render.ts';
import { isAutomationDue } from '../../../domain/runbook/automation.ts';
import type { ComponentReadiness } from '../../../domain/runbook/readiness.ts';
import { isoTime, isoTimeOrNull } from '../../../domain/time/iso.ts';
import type { RoomRunbooks } from '../../../reads/runbook/room-runbooks.ts';

type Context = { components: readonly Component[]; runs: number };

/** A runbook as it is now. Archived components are left out. */
export const runbookShape = (row: Runbook, { components, runs }: Context) => ({
  id: row.id,
  page_id: row.pageId,
  title: row.title,
  body: row.body,
  components: components
    .filter(({ id }) => row.componentIds.includes(id))
    .map(({ id, name }) => ({ id, name })),
  alert_names: row.alertNames,
  version: row.revision,
  steps: runbookSteps(row.body),
  runs,
  automation: {
    proposed: isAutomationDue(runs, row.automation),
    decision: row.automation,
    decided_by: row.automationBy,
    decided_at: isoTimeOrNull(row.automationAt),
  },
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const versionShape = (row: RunbookVersion) => ({
  version: row.version,
  title: row.content.title,
  body: row.content.body,
  components: row.content.componentIds,
  alert_names: row.content.alertNames,
  author: row.author,
  restored_from: row.restored,
  created_at: isoTime(row.createdAt),
});

export const runShape = (run: RunbookRun, done: readonly RunbookStepDone[]) => ({
  id: run.id,
  runbook_id: run.runbookId,
  version: run.version,
  incident_id: run.incidentId,
  component_id: run.componentId,
  started_by: run.startedBy,
  started_at: isoTime(run.startedAt),
  ticked: done.map(({ step, by, at }) => ({ step, by, at: isoTime(at) })),
  outcome: run.outcome,
  note: run.note,
  ended_by: run.endedBy,
  ended_at: isoTimeOrNull(run.endedAt),
});

export const roomRunbooksShape = ({ matches, runs }: RoomRunbooks) => ({
  runbooks: matches.map(({ id, title, components, alerts }) => ({
    ...{ id, title, components, alert_names: alerts },
  })),
  runs: runs.map((run) => ({
    id: run.id,
    runbook_id: run.runbookId,
    title: run.title,
    component: run.component,
    steps_done: run.done,
    started_by: run.startedBy,
    started_at: isoTime(run.startedAt),
    outcome: run.outcome,
    ended_at: isoTimeOrNull(run.endedAt),
  })),
});

export const readinessShape = (one: ComponentReadiness) => ({
  component_id: one.id,
  name: one.name,
  group: one.groupName,
  owner: one.owner && {
    name: one.owner.name,
    is_member: one.owner.isMember,
    of_group: one.owner.ofGroup,
  },
  runbooks: one.runbooks,
  ready: one.isReady,
});
