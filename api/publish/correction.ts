import { z } from 'zod';
import { correctUpdate, findIncident, updateIncident } from '../../db/incident.ts';
import type { Actor } from '../domain/role.ts';
import { notFound } from '../problem.ts';
import { commit, type Publisher } from './context.ts';
import { Override } from './input.ts';
import { assertPassed } from './preflight.ts';
import { storable } from './text.ts';

export const Correction = z.object({
  body: z
    .string()
    .overwrite(storable)
    .trim()
    .min(1, 'Write the update’s text.')
    .max(25_000, 'An update has at most 25,000 characters.')
    .optional(),
  displayAt: z.number().int().optional(),
  override: Override,
});
export type Correction = z.infer<typeof Correction>;

/** Changes what a past update says or when it shows; nobody is told again. */
export async function correctPastUpdate(
  on: Publisher,
  actor: Actor,
  pageId: string,
  incidentId: string,
  updateId: string,
  { override, ...correction }: Correction,
): Promise<void> {
  const incident = await findIncident(on.db, pageId, incidentId);
  const before = incident?.updates.find((update) => update.id === updateId);
  if (!incident || !before) throw notFound('update');
  const at = on.clock();
  const passed = await assertPassed(
    on,
    actor,
    pageId,
    {
      audience: before.audience,
      kind: incident.kind,
      state: before.state,
      title: '',
      body: correction.body ?? '',
      affected: [],
      gravest: false,
    },
    override,
  );
  const after = { ...correction, updatedAt: at };
  await commit(
    on,
    {
      pageId,
      actor,
      at,
      action: 'correct',
      subject: 'incident_update',
      subjectId: updateId,
      before: { body: before.body, displayAt: before.displayAt },
      after: { ...after, ...passed },
    },
    [
      updateIncident(on.db, incidentId, incident.revision, { updatedAt: at }),
      correctUpdate(on.db, updateId, after),
    ],
  );
}
