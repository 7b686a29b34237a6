import { listComponents } from '../../../db/component.ts';
import type { AppContext } from '../../context.ts';
import { rungOf, standardLadder } from '../../domain/severity.ts';
import { ComponentStatus, statusWords } from '../../domain/status.ts';
import { NEXT_UPDATE } from '../../domain/template.ts';
import type { Values } from '../form.ts';

/**
 * The form for a new incident, opened on a component: `?component=ID`, with `status` and `severity`
 * where they are known. What follows from them is filled in, and stays open to be changed.
 */
export async function reported(c: AppContext): Promise<Values | null> {
  const { deps, page } = c.var;
  const id = c.req.query('component');
  if (id === undefined) return null;
  const component = (await listComponents(deps.db, page.id)).find((one) => one.id === id);
  if (!component || component.group) return null;
  const ladder = page.ladder ?? standardLadder;
  const rung = rungOf(ladder, c.req.query('severity') ?? null);
  const gravest = rung !== null && rung === ladder[0];
  const status = ComponentStatus.exclude(['operational', 'under_maintenance'])
    .catch(gravest ? 'major_outage' : 'partial_outage')
    .parse(c.req.query('status'));
  return {
    state: 'investigating',
    name: `${component.name}: ${statusWords[status].toLowerCase()}`,
    severity: rung?.key ?? '',
    [`c.${component.id}`]: status,
    'f.what_users_see': symptoms[status](component.name),
    ...(rung?.updateEvery ? { [`f.${NEXT_UPDATE}`]: String(rung.updateEvery) } : {}),
    notify: 'on',
  };
}

const symptoms = {
  degraded_performance: (name: string) => `${name} is slower than usual`,
  partial_outage: (name: string) => `${name} does not work for some customers`,
  major_outage: (name: string) => `${name} does not work`,
};
