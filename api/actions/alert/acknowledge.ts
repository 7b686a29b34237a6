import { findAlert } from '../../../db/alert/alert.ts';
import { endPaging, pagingOfGroups } from '../../../db/alert/paging.ts';
import { notFound, Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

/** Somebody works on the alerts of this group, so that nobody else is paged. Safe to repeat. */
export async function acknowledgeAlert(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const alert = await findAlert(deps.db, pageId, id);
  if (!alert) throw notFound('alert');
  const groupId = alert.groupId ?? '';
  const paging = (await pagingOfGroups(deps.db, [groupId])).get(groupId);
  if (!paging)
    throw new Problem(
      'invalid',
      'Nobody is paged for this alert. There is nothing to acknowledge.',
    );
  if (paging.state === 'done') return;
  const at = deps.clock();
  await commitInternal(
    deps,
    { pageId, actor, at, action: 'acknowledge', subject: 'alert', subjectId: id },
    [endPaging([groupId], { at, by: actor.name })],
  );
}
