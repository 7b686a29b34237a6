import { findFigureSettings, storeFigureSettings } from '../../../db/figures/settings.ts';
import type { FigureTargets } from '../../domain/figures/targets.ts';
import type { Actor } from '../../domain/response/role.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

/** Sets what the team aims for. */
export async function saveFigureTargets(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { targets, expectedRevision }: { targets: FigureTargets; expectedRevision?: number | undefined },
): Promise<void> {
  const before = await findFigureSettings(deps.db, pageId);
  assertFresh(before?.revision ?? 0, expectedRevision);
  const updatedAt = deps.clock();
  const change = { pageId, actor, at: updatedAt, action: 'edit', subject: 'targets' };
  await commitInternal(
    deps,
    { ...change, subjectId: pageId, before: before?.targets ?? null, after: targets },
    [storeFigureSettings(deps.db, { pageId, targets, updatedAt })],
  );
}
