import { findIncident } from '../../../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../../../db/incident/timeline.ts';
import type { AppContext } from '../../../../context/context.ts';
import { notFound } from '../../../../core/problem.ts';
import { assertNamed } from '../../../../http/access/restricted.ts';

/** The incident or maintenance in the address, or the one a form is about. */
export async function recordOf(
  c: AppContext,
  id = c.req.param('id') ?? '',
): Promise<IncidentRecord> {
  const found = await findIncident(c.var.deps.db, c.var.page.id, id);
  if (!found) throw notFound('incident');
  // A form names its incident in a field, which no path has guarded.
  if (found.audience === 'restricted') await assertNamed(c, id);
  return found;
}
