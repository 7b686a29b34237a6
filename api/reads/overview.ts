import { listChannels } from '../../db/channel/channel.ts';
import { pauseReason } from '../../db/channel/send-pause.ts';
import { listComponents } from '../../db/component/component.ts';
import { listDrafts } from '../../db/draft/draft.ts';
import type { Db } from '../../db/engine/client.ts';
import { listIncidents } from '../../db/incident/incident.ts';
import { countUnreadable } from '../../db/incident/reader.ts';
import { can } from '../domain/response/permissions.ts';
import type { Actor } from '../domain/response/role.ts';
import type { SeverityLevel } from '../domain/response/severity.ts';
import { dueSoon, readObligations } from './obligations.ts';

export type Overview = Awaited<ReturnType<typeof readOverview>>;

/**
 * Open, running and planned work, what is due, and the drafts for members who may edit them. Owners
 * see the number of restricted incidents that they cannot read.
 */
export async function readOverview(
  db: Db,
  actor: Actor,
  page: { id: string; severityScale: SeverityLevel[] | null },
  now: number,
) {
  const [open, running, planned, components, channels, paused, drafts, due, unreadable] =
    await Promise.all([
      listIncidents(db, page.id, { filter: 'unresolved', personId: actor.id, drills: true }),
      listIncidents(db, page.id, { filter: 'active_maintenance' }),
      listIncidents(db, page.id, { filter: 'upcoming', soonestFirst: true }),
      listComponents(db, page.id),
      listChannels(db),
      pauseReason(db),
      can(actor, 'draft.edit', page) ? listDrafts(db, page.id, { personId: actor.id }) : [],
      readObligations(db, actor, page),
      can(actor, 'incident.restrict', page) ? countUnreadable(db, page.id, actor.id) : 0,
    ]);
  return {
    ...{ open, running, planned, components, channels, paused, drafts, unreadable },
    due: dueSoon(due, now),
  };
}
