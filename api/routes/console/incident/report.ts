import { listComponents } from '../../../../db/component/component.ts';
import type { AppContext } from '../../../context/context.ts';
import { beginningOf, ReportedStatus } from '../../../domain/response/report.ts';
import { severityScaleOf } from '../../../domain/response/severity.ts';
import { NEXT_UPDATE } from '../../../domain/template/template.ts';
import type { Values } from '../../../http/form.ts';

/** The form for a new incident about a component: `?component=ID`, with optional `status` and `severity`. */
export async function reported(c: AppContext): Promise<Values | null> {
  const { deps, page } = c.var;
  const id = c.req.query('component');
  if (id === undefined) return null;
  const component = (await listComponents(deps.db, page.id)).find((one) => one.id === id);
  if (!component || component.group) return null;
  const report = {
    component: component.name,
    status: ReportedStatus.nullable().catch(null).parse(c.req.query('status')),
    severity: c.req.query('severity') ?? null,
  };
  const { title, symptom, status, severity, promise } = beginningOf(report, severityScaleOf(page));
  return {
    state: 'investigating',
    name: title,
    severity: severity ?? '',
    [`c.${component.id}`]: status,
    'f.what_users_see': symptom,
    ...(promise === null ? {} : { [`f.${NEXT_UPDATE}`]: String(promise) }),
    notify: 'on',
  };
}
