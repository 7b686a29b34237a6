import { findIncident, updateIncident } from '../../../db/incident/incident.ts';
import type { Incident } from '../../../db/incident/timeline.ts';
import { componentsClaimed, lastTransition } from '../../../db/maintenance/maintenance.ts';
import type { ComponentStatus } from '../../domain/component/status.ts';
import { advance, newestSeq } from '../../domain/incident/incident.ts';
import { type Transition, transitionsDue } from '../../domain/maintenance/automatic.ts';
import type { Actor } from '../../domain/response/role.ts';
import { DAY } from '../../domain/time/time.ts';
import { commit, type Publisher } from '../commit.ts';
import { componentsById } from '../incident/checks/possible.ts';
import { updateStatements } from '../status/timeline.ts';

/**
 * All due transitions of one maintenance in one batch, each recorded at the time it was due. Only
 * the last one may send mail; the page shows the earlier ones.
 */
export async function runTransitions(
  deps: Publisher,
  actor: Actor,
  row: Pick<Incident, 'id' | 'pageId' | 'revision'>,
): Promise<void> {
  const before = await findIncident(deps.db, row.pageId, row.id);
  if (!before || before.revision !== row.revision) return;
  const now = deps.clock();
  const due = transitionsDue(before, now);
  const last = due.at(-1);
  if (!last) return;
  const known = await componentsById(deps, row.pageId, before.componentIds);
  const affected = before.componentIds.filter((id) => known.has(id));
  const claimed = await componentsClaimed(deps.db, row.pageId, row.id);
  let lastTransitionAt = await lastTransition(deps.db, affected);
  let lastDisplayAt = Math.max(0, ...before.updates.map((update) => update.displayAt));
  let seq = newestSeq(before.updates);
  let progress = { ...before };
  const statements = due.flatMap((transition) => {
    const components = statusesAfter(transition, known, affected, claimed);
    lastTransitionAt = Math.max(lastTransitionAt, transition.at);
    lastDisplayAt = Math.max(lastDisplayAt, transition.at);
    seq += 1;
    progress = {
      ...progress,
      ...advance(progress, { state: transition.state, at: transition.at, affected: [] }),
    };
    const updateRows = updateStatements(deps, known, {
      pageId: row.pageId,
      incidentId: row.id,
      actor,
      audience: before.audience,
      seq,
      author: actor.name,
      at: now,
      displayAt: lastDisplayAt,
      transitionedAt: lastTransitionAt,
      affected,
      input: {
        state: transition.state,
        body: '',
        components,
        nextUpdateBy: null,
        deliverNotifications:
          transition === last && transition.notify && isNews(transition.at, now),
        templateId: null,
        fields: null,
      },
    });
    for (const [id, status] of Object.entries(components)) {
      const component = known.get(id);
      if (component) known.set(id, { ...component, status });
    }
    return updateRows;
  });
  const after = {
    state: progress.state,
    resolvedAt: progress.resolvedAt,
    nextUpdateBy: null,
    updatedAt: now,
  };
  const change = { pageId: row.pageId, actor, at: now, subject: 'incident', subjectId: row.id };
  const previous = { state: before.state, resolvedAt: before.resolvedAt };
  await commit(deps, { ...change, action: 'update', before: previous, after }, [
    updateIncident(deps.db, row.id, before.revision, after),
    ...statements,
  ]);
}

/** Older transitions are recorded without mail. */
const isNews = (at: number, now: number): boolean => now - at < DAY;

/** Maintenance starts on operational components and ends on components it set; an outage stays. */
function statusesAfter(
  transition: Transition,
  known: Awaited<ReturnType<typeof componentsById>>,
  affected: readonly string[],
  claimed: ReadonlySet<string>,
): Record<string, ComponentStatus> {
  if (!transition.moves) return {};
  const [from, to]: [ComponentStatus, ComponentStatus] =
    transition.state === 'in_progress'
      ? ['operational', 'under_maintenance']
      : ['under_maintenance', 'operational'];
  const moved = affected.filter(
    (id) =>
      known.get(id)?.status === from && !(transition.state === 'completed' && claimed.has(id)),
  );
  return Object.fromEntries(moved.map((id) => [id, to]));
}
