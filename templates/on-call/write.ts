import { Document, isMap, isScalar, isSeq } from 'yaml';
import type { AlertRoute } from '../../api/domain/on-call/alert-route.ts';
import type { FilePolicy } from '../../api/domain/on-call/import-plan.ts';

/** `escalation_policy:`, in the shape that `readOnCallFile` reads; several are several documents. */
export const writePolicies = (policies: readonly FilePolicy[]): string =>
  policies.map(policyDocument).join('---\n');

function policyDocument({ name, repeats, rules }: FilePolicy): string {
  const document = new Document({
    escalation_policy: {
      name,
      ...(repeats > 0 && { num_loops: repeats }),
      escalation_rules: rules.map(({ after, targets }) => ({
        escalation_delay_in_minutes: after,
        targets: targets.map(({ type, id }) => ({ type, id })),
      })),
    },
  });
  for (const [i, { targets }] of rules.entries())
    for (const [j, { note }] of targets.entries()) {
      const id = document.getIn(
        ['escalation_policy', 'escalation_rules', i, 'targets', j, 'id'],
        true,
      );
      if (note && isScalar(id)) id.comment = ` ${note}`;
    }
  return document.toString({ lineWidth: 0 });
}

/** `alerts:`, one after the other. */
export function writeAlertRoutes(alerts: readonly AlertRoute[]): string {
  const document = new Document({
    alerts: alerts.map(({ name, condition, severity, route }) => ({
      name,
      condition,
      severity,
      route,
    })),
  });
  const list = document.get('alerts');
  if (isSeq(list)) for (const one of list.items.slice(1)) if (isMap(one)) one.spaceBefore = true;
  return document.toString({ lineWidth: 0 });
}
