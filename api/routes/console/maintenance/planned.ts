import { findIncident } from '../../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import type { AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { isClosed } from '../../../domain/incident/incident.ts';
import { type Scope, scopes } from '../../../domain/maintenance/scope.ts';
import { text, type Values } from '../../../http/form.ts';
import { readPlanOptions } from '../../../reads/incident/planned-maintenance.ts';

/** The windows of a series that a change applies to; this one by default. */
export function scopeIn(values: Values, { seriesId }: { seriesId: string | null }): Scope {
  const chosen = scopes.find((scope) => scope === text(values, 'scope'));
  return (seriesId && chosen) || 'one';
}

/** What a plan can choose from. */
export const planOptionsOf = (c: AppContext, record?: IncidentRecord) =>
  readPlanOptions(c.var.deps.db, c.var.page.id, record);

/** The maintenance in the path, unless it is over. */
export async function plannedOf(c: AppContext) {
  const { deps, page } = c.var;
  const found = await findIncident(deps.db, page.id, c.req.param('id') ?? '');
  if (found?.kind !== 'maintenance' || isClosed(found.state)) throw notFound('maintenance');
  return found;
}
