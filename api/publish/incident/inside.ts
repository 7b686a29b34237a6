import { z } from 'zod';
import { listMembers } from '../../../db/account.ts';
import { findIncident, updateIncident } from '../../../db/incident.ts';
import { findPage } from '../../../db/page.ts';
import type { Actor } from '../../domain/role.ts';
import { ladderOf, rungOf } from '../../domain/severity.ts';
import { notFound, refused } from '../../problem.ts';
import { assertFresh, commit, type Publisher } from '../context.ts';

/** What of an incident only the team sees. Ids are of members. */
export const Inside = z.object({
  severity: z.string().nullable(),
  leadId: z.string().nullable(),
  commanderId: z.string().nullable(),
  expectedRevision: z.number().int().optional(),
});
export type Inside = z.infer<typeof Inside>;

/** Sets how grave an incident is to the team, and who is reminded of its promises. */
export async function setInside(
  on: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  { expectedRevision, ...after }: Inside,
): Promise<void> {
  const incident = await findIncident(on.db, pageId, id);
  if (!incident) throw notFound('incident');
  assertFresh(incident.revision, expectedRevision);
  const { severity, leadId, commanderId } = incident;
  const before = { severity, leadId, commanderId };
  await assertInside(on, pageId, after, before);
  const change = { pageId, actor, at: on.clock(), action: 'edit', subject: 'incident' };
  await commit(on, { ...change, subjectId: id, before, after }, [
    updateIncident(on.db, id, incident.revision, after),
  ]);
}

/** Whoever writes the first update leads the communication, until somebody else is chosen. */
export const leadAfter = (leadId: string | null, actor: Actor): string | null =>
  leadId ?? (actor.kind === 'user' ? actor.id : null);

/** A severity that the ladder has lost since, and a person who has left, may stay where they were. */
export async function assertInside(
  on: Pick<Publisher, 'db'>,
  pageId: string,
  wanted: Partial<Inside>,
  before: Partial<Inside> = {},
): Promise<void> {
  const isNew = (key: 'severity' | 'leadId' | 'commanderId') =>
    Boolean(wanted[key]) && wanted[key] !== before[key];
  const faults: Record<string, string> = {};
  if (isNew('severity')) {
    const ladder = ladderOf(await findPage(on.db, pageId));
    if (!rungOf(ladder, wanted.severity ?? null))
      faults.severity = 'Choose a severity of this page’s ladder.';
  }
  const people = (['leadId', 'commanderId'] as const).filter(isNew);
  const ids = people.length > 0 ? (await listMembers(on.db, pageId)).map(({ id }) => id) : [];
  for (const key of people)
    if (!ids.includes(wanted[key] ?? '')) faults[key] = 'Choose somebody of this page’s team.';
  if (Object.keys(faults).length > 0) throw refused(faults);
}
