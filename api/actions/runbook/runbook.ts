import { listComponents } from '../../../db/component/component.ts';
import type { Statement } from '../../../db/engine/write.ts';
import {
  findRunbook,
  findRunbookVersion,
  insertRunbook,
  insertRunbookVersion,
  listRunbookLinks,
  type Runbook,
  storeAutomation,
  updateRunbook,
} from '../../../db/runbook/runbook.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { AutomationDecision } from '../../domain/runbook/automation.ts';
import {
  MAX_RUNBOOKS,
  type RunbookContent,
  runbookContent,
  sameRunbook,
} from '../../domain/runbook/runbook.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, createInternal, type DraftChange } from '../draft/commit-internal.ts';
import { findReplay, type IdempotencyKey } from '../incident/idempotency.ts';

/** Adds a runbook. Returns its ID; the same `idempotencyKey.key` returns the same runbook. */
export async function createRunbook(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  input: RunbookContent,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return earlier;
  await assertRoom(deps, pageId, 1);
  await assertComponents(deps, pageId, input);
  const at = deps.clock();
  const id = deps.newId();
  const row = { id, pageId, ...input, createdAt: at, updatedAt: at };
  const change = auditOf(deps, actor, row, 'create', { after: { ...input, name: input.title } });
  return createInternal(
    deps,
    change,
    { id, idempotencyKey },
    insertRunbook(deps.db, row, actor.name),
  );
}

/** Saves a new version, unless nothing changed. */
export async function saveRunbook(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
  {
    expectedRevision,
    ...patch
  }: Partial<RunbookContent> & { expectedRevision?: number | undefined },
): Promise<void> {
  const before = await requireRunbook(deps, pageId, id);
  assertFresh(before.revision, expectedRevision);
  const after = { ...runbookContent(before), ...given(patch) };
  if (sameRunbook(before, after)) return;
  await assertComponents(deps, pageId, after, before.componentIds);
  await commitInternal(
    deps,
    auditOf(deps, actor, before, 'edit', {
      before: runbookContent(before),
      after: { ...after, name: after.title },
    }),
    nextRunbookVersion(deps, actor, before, after),
  );
}

const given = <T extends object>(patch: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<T>; // its own keys

/** Makes an earlier version the newest one. */
export async function restoreRunbook(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
  version: number,
  expectedRevision?: number,
): Promise<void> {
  const before = await requireRunbook(deps, pageId, id);
  const found = await findRunbookVersion(deps.db, id, version);
  if (!found) throw notFound('version');
  assertFresh(before.revision, expectedRevision);
  if (sameRunbook(before, found.content)) return;
  const after = { ...found.content, name: found.content.title, restored: version };
  await commitInternal(
    deps,
    auditOf(deps, actor, before, 'restore', { before: runbookContent(before), after }),
    nextRunbookVersion(deps, actor, before, found.content, version),
  );
}

/** Takes it out of the library; its versions and runs stay. */
export async function archiveRunbook(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const before = await requireRunbook(deps, pageId, id);
  const at = deps.clock();
  const about = { before: { name: before.title } };
  await commitInternal(deps, auditOf(deps, actor, before, 'archive', about), [
    updateRunbook(deps.db, id, before.revision, { archivedAt: at, updatedAt: at }),
  ]);
}

/** Answers the proposal to automate it; null proposes it again. */
export async function decideAutomation(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
  automation: AutomationDecision | null,
): Promise<void> {
  const before = await requireRunbook(deps, pageId, id);
  const decided = { automation, automationBy: actor.name, automationAt: deps.clock() };
  const after = { name: before.title, automation };
  await commitInternal(deps, auditOf(deps, actor, before, 'automation', { after }), [
    storeAutomation(deps.db, id, decided),
  ]);
}

export const nextRunbookVersion = (
  deps: Pick<DraftChange, 'db' | 'clock'>,
  actor: Actor,
  { id: runbookId, revision }: Pick<Runbook, 'id' | 'revision'>,
  content: RunbookContent,
  restored: number | null = null,
): Statement[] => {
  const at = deps.clock();
  const version = { runbookId, version: revision + 1, content, author: actor.name, restored };
  return [
    updateRunbook(deps.db, runbookId, revision, { ...content, updatedAt: at }),
    insertRunbookVersion(deps.db, { ...version, createdAt: at }),
  ];
};

export async function requireRunbook(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
  id: string,
): Promise<Runbook> {
  const found = await findRunbook(db, pageId, id);
  if (!found) throw notFound('runbook');
  return found;
}

/** Throws where a page would have more runbooks than it can hold. */
export async function assertRoom(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
  more: number,
): Promise<void> {
  const stored = await listRunbookLinks(db, pageId);
  if (stored.length + more > MAX_RUNBOOKS)
    throw new Problem('invalid', 'A page can have at most 1,000 runbooks. Archive some first.');
}

/** A component that was archived since may stay. */
async function assertComponents(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
  { componentIds }: RunbookContent,
  before: readonly string[] = [],
): Promise<void> {
  const known = (await listComponents(db, pageId)).map(({ id }) => id);
  if (!componentIds.every((id) => known.includes(id) || before.includes(id)))
    throw refused({ componentIds: 'Choose components of this page.' });
}

const auditOf = (
  deps: Pick<DraftChange, 'clock'>,
  actor: Actor,
  { id: subjectId, pageId }: Pick<Runbook, 'id' | 'pageId'>,
  action: string,
  about: { before?: unknown; after?: unknown },
) => ({ pageId, actor, at: deps.clock(), action, subject: 'runbook', subjectId, ...about });
