import type { Db } from '../../db/engine/client.ts';
import { type OpenObligation, openObligations } from '../../db/obligation/open.ts';
import { listMembers } from '../../db/team/account.ts';
import { personIdOf } from '../domain/incident/access.ts';
import { itemKindOf } from '../domain/obligation/item-kinds.ts';
import { rolesMissing } from '../domain/obligation/roles.ts';
import { placeOf, taskOf } from '../domain/obligation/words.ts';
import type { Actor } from '../domain/response/role.ts';
import { type SeverityLevel, severityScaleOf } from '../domain/response/severity.ts';
import type { ResponseRole } from '../domain/room/response-role.ts';
import { DAY } from '../domain/time/time.ts';

/** Something that is due on a page: what to do, and where. */
export type DueItem = Pick<
  OpenObligation,
  | 'id'
  | 'kind'
  | 'subject'
  | 'subjectId'
  | 'state'
  | 'dueAt'
  | 'level'
  | 'createdAt'
  | 'lapsedAt'
  | 'responsible'
> & {
  /** What it is called: the subject, or its incident. */
  title: string;
  incident: { id: string; name: string; severity: string | null } | null;
  /** Required roles that nobody has. */
  roles: ResponseRole[];
  task: string;
  link: string;
};

/** What is due on a page and not done, the most urgent first, as far as the actor may read it. */
export async function readObligations(
  db: Db,
  actor: Actor,
  page: { id: string; severityScale: SeverityLevel[] | null },
): Promise<DueItem[]> {
  const open = await openObligations(db, page.id, personIdOf(actor));
  const asksRoles = open.some(({ kind }) => kind === 'role_missing');
  const members = asksRoles ? await listMembers(db, page.id) : [];
  const scale = severityScaleOf(page);
  return open.flatMap(({ incidentId, name, severity, leadId, commanderId, roles, ...one }) => {
    const isRole = one.kind === 'role_missing';
    const facts = { severity, leadId, commanderId, roles, members };
    const missing = isRole ? rolesMissing(scale, facts) : [];
    if (isRole && missing.length === 0) return [];
    return [
      {
        ...one,
        title: one.title || (name ?? ''),
        incident: incidentId === null ? null : { id: incidentId, name: name ?? '', severity },
        roles: missing,
        task: taskOf({ ...one, roles: missing }),
        link: placeOf({ ...one, incidentId }),
      },
    ];
  });
}

/** How long before its time something outside of incidents is shown as due. */
const SOON = 2 * DAY;

/** What somebody must look at now: of later work, only what is due soon. */
export const dueSoon = (due: readonly DueItem[], now: number): DueItem[] =>
  due.filter(({ kind, dueAt }) => itemKindOf(kind) === null || dueAt <= now + SOON);
