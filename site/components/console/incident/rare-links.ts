import { isClosed } from '../../../../api/domain/incident/incident.ts';
import { can } from '../../../../api/domain/response/permissions.ts';
import type { Actor } from '../../../../api/domain/response/role.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';

export type RareLink = readonly [href: string, label: string, isDangerous?: boolean];

/** Where a planned or running maintenance is edited; null for who may not, and for incidents. */
export const editPlanLink = (
  actor: Actor,
  page: { id: string },
  { id, kind, state }: IncidentRecord,
): RareLink | null =>
  can(actor, 'maintenance.plan', page) && kind === 'maintenance' && !isClosed(state)
    ? [`/admin/maintenances/${id}/edit`, 'Edit maintenance']
    : null;

/** Rarely used actions on an incident or maintenance, the most dangerous one last. */
export function rareLinks(actor: Actor, page: { id: string }, record: IncidentRecord): RareLink[] {
  const may = (permission: Parameters<typeof can>[1]) => can(actor, permission, page);
  const own = `/admin/incidents/${record.id}`;
  const isWork = record.kind === 'maintenance';
  const newest = record.updates.toSorted((a, b) => b.seq - a.seq)[0];
  const edits = may('incident.edit');
  const links: (RareLink | false | undefined)[] = [
    edits &&
      may('history.correct') &&
      newest && [`${own}/updates/${newest.id}`, 'Edit latest update'],
    edits &&
      !(isWork && !isClosed(record.state)) && [
        `${own}/edit`,
        isWork ? 'Edit title' : 'Edit title and impact',
      ],
    !isWork && edits && [`${own}/severity`, 'Severity and people'],
    isWork &&
      may('maintenance.plan') &&
      record.state === 'scheduled' && [
        `/admin/maintenances/${record.id}/cancel`,
        'Cancel maintenance',
      ],
    may('incident.restrict') &&
      record.audience !== 'public' && [`${own}/access`, 'Who can read this'],
    may('incident.delete') && [`${own}/delete`, `Delete ${record.kind}`, true],
  ];
  return links.filter((link): link is RareLink => Boolean(link));
}
