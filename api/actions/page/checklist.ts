import { z } from 'zod';
import { write } from '../../../db/engine/write.ts';
import { findPage, insertAudit, storeChecklist } from '../../../db/page/page.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

export const ChecklistInput = z.object({ do: z.enum(['dismiss', 'badge']) });

/** Hides the get-started checklist for good, or ticks the step that no row tells of. */
export async function changeChecklist(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  pageId: string,
  { do: verb }: z.infer<typeof ChecklistInput>,
): Promise<void> {
  const { db, clock, newId } = deps;
  const page = await findPage(db, pageId);
  if (!page) throw notFound('page');
  const done = verb === 'dismiss' ? { dismissed: true as const } : { badge: true as const };
  const subject = { subject: 'checklist', subjectId: pageId };
  await write(db, [
    storeChecklist(db, pageId, { ...page.checklist, ...done }),
    insertAudit(db, { id: newId(), pageId, at: clock(), actor, action: verb, ...subject }),
  ]);
}
