import { findComponent } from '../../../db/component/component.ts';
import { findAccess } from '../../../db/incident/reader.ts';
import { insertEvent } from '../../../db/room/event.ts';
import {
  deleteStep,
  endRun,
  findRun,
  insertRun,
  insertStep,
  type RunbookRun,
} from '../../../db/runbook/run.ts';
import { findRunbookVersion } from '../../../db/runbook/runbook.ts';
import { runbookSteps } from '../../../templates/runbook/render.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { isNamed, personIdOf } from '../../domain/incident/access.ts';
import type { Actor } from '../../domain/response/role.ts';
import { type RunEnd, runOutcomeLabels } from '../../domain/runbook/run.ts';
import { findReplay, type IdempotencyKey, withIdempotency } from '../incident/idempotency.ts';
import { commitRoom, type RoomChange, requireIncident } from '../room/commit.ts';
import { requireRunbook } from './runbook.ts';

export type NewRun = { incidentId: string | null; componentId: string | null };

/** Begins a run of a runbook as it is now. Returns its ID; the same `idempotencyKey.key` returns the same run. */
export async function startRun(
  deps: RoomChange,
  actor: Actor,
  { pageId, runbookId }: { pageId: string; runbookId: string },
  { incidentId, componentId }: NewRun,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return earlier;
  const { title, revision: version } = await requireRunbook(deps, pageId, runbookId);
  const isRestricted =
    incidentId !== null && (await isRestrictedTo(deps, actor, pageId, incidentId));
  const component = componentId && (await findComponent(deps.db, pageId, componentId));
  if (componentId && !component) throw refused({ componentId: 'Choose a component of this page.' });
  const at = deps.clock();
  const id = deps.newId();
  const run = { id, pageId, runbookId, version, incidentId, componentId: componentId || null };
  const row = { ...run, startedBy: actor.name, startedAt: at };
  const words = `Runbook started: ${title}${component ? ` (${component.name})` : ''}`;
  const after = isRestricted ? null : { ...row, name: title };
  const change = auditOfRun(deps, actor, row, 'start', after);
  const written = await withIdempotency(deps, pageId, idempotencyKey, id, (recordKey) =>
    commitRoom(deps, change, [
      ...recordKey,
      insertRun(deps.db, row),
      ...noteIn(deps, actor, row, words),
    ]),
  );
  return written.id;
}

/** Ticks steps or takes ticks away, all or none. Doing either twice changes nothing. */
export async function tickSteps(
  deps: RoomChange,
  actor: Actor,
  run: RunbookRun,
  wanted: readonly { step: number; isDone: boolean }[],
): Promise<void> {
  assertOpen(run);
  const version = await findRunbookVersion(deps.db, run.runbookId, run.version);
  const steps = runbookSteps(version?.content.body ?? '');
  if (!wanted.every(({ step }) => steps.some((one) => one.step === step))) throw notFound('step');
  const at = deps.clock();
  const after = { steps: wanted, name: version?.content.title };
  await commitRoom(
    deps,
    auditOfRun(deps, actor, run, 'step', after),
    wanted.map(({ step, isDone }) =>
      isDone
        ? insertStep(deps.db, { runId: run.id, step, by: actor.name, at })
        : deleteStep(deps.db, run.id, step),
    ),
  );
}

/** Ends a run with what came of it; the incident’s timeline says so. */
export async function finishRun(
  deps: RoomChange,
  actor: Actor,
  run: RunbookRun,
  { outcome, note }: RunEnd,
): Promise<void> {
  assertOpen(run);
  const version = await findRunbookVersion(deps.db, run.runbookId, run.version);
  const title = version?.content.title ?? '';
  const ended = { outcome, note, endedBy: actor.name, endedAt: deps.clock() };
  const words = `Runbook ended: ${title}. ${runOutcomeLabels[outcome]}.${note ? ` ${note}` : ''}`;
  const after = { ...ended, name: title };
  await commitRoom(deps, auditOfRun(deps, actor, run, 'end', after), [
    endRun(run.id, ended),
    ...noteIn(deps, actor, run, words),
  ]);
}

/**
 * Whether the incident is restricted, so that the audit log names no text. For whom it does not
 * name, it does not exist.
 */
async function isRestrictedTo(
  deps: RoomChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<boolean> {
  await requireIncident(deps, pageId, id);
  const access = await findAccess(deps.db, pageId, id);
  if (access && !isNamed(access, actor)) throw notFound('incident');
  return access?.audience === 'restricted';
}

export async function requireRun(
  { db }: Pick<RoomChange, 'db'>,
  actor: Actor,
  { pageId, runbookId }: { pageId: string; runbookId?: string },
  id: string,
): Promise<RunbookRun> {
  const run = await findRun(db, { pageId, personId: personIdOf(actor) }, id);
  if (!run || (runbookId !== undefined && run.runbookId !== runbookId)) throw notFound('run');
  return run;
}

function assertOpen({ endedAt }: RunbookRun): void {
  if (endedAt !== null)
    throw new Problem('conflict', 'This run has ended. Start a new one to tick steps.');
}

/** On the timeline of the incident that the run is for. */
const noteIn = (
  deps: RoomChange,
  actor: Actor,
  { pageId, incidentId }: { pageId: string; incidentId: string | null },
  text: string,
) => {
  const at = deps.clock();
  const event = { id: deps.newId(), pageId, kind: 'action' as const, text, author: actor.name };
  const times = { at, originalAt: at, createdAt: at };
  return incidentId === null ? [] : [insertEvent(deps.db, { ...event, incidentId, ...times })];
};

const auditOfRun = (
  deps: Pick<RoomChange, 'clock'>,
  actor: Actor,
  { id: subjectId, pageId }: Pick<RunbookRun, 'id' | 'pageId'>,
  action: string,
  after: unknown,
) => ({ pageId, actor, at: deps.clock(), action, subject: 'runbook_run', subjectId, after });
