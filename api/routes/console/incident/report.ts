import { listComponents } from '../../../../db/component/component.ts';
import type { AppContext, RefusedForm } from '../../../context/context.ts';
import { beginningOf, ReportedStatus } from '../../../domain/response/report.ts';
import { severityLevelOf, severityScaleOf } from '../../../domain/response/severity.ts';
import { NEXT_UPDATE } from '../../../domain/template/template.ts';
import type { Values } from '../../../http/form.ts';

/**
 * The form for a new incident as far as the address fills it in: `?component=ID` with optional
 * `status` and `severity`, or `?severity=SEV1` alone.
 */
export async function reported(c: AppContext): Promise<RefusedForm | undefined> {
  const values = await valuesIn(c);
  return values && { status: 200, message: '', fields: {}, values };
}

async function valuesIn(c: AppContext): Promise<Values | undefined> {
  const { deps, page } = c.var;
  const id = c.req.query('component');
  if (id === undefined) return valuesOfLevel(c);
  const component = (await listComponents(deps.db, page.id)).find((one) => one.id === id);
  if (!component || component.group) return undefined;
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
    body: `${symptom}. We’re investigating.`,
    ...promised(promise),
    notify: 'on',
  };
}

function valuesOfLevel(c: AppContext): Values | undefined {
  const scale = severityScaleOf(c.var.page);
  const level = severityLevelOf(scale, c.req.query('severity') ?? null);
  if (!level) return undefined;
  return {
    state: c.req.query('state') ?? 'investigating',
    severity: level.key,
    ...promised(level.updateEvery),
    notify: 'on',
  };
}

const promised = (minutes: number | null): Values =>
  minutes === null ? {} : { [`f.${NEXT_UPDATE}`]: String(minutes) };
