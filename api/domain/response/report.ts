import type { z } from 'zod';
import { ComponentStatus, statusLabels } from '../component/status.ts';
import { isGravest, type SeverityScale, severityLevelOf } from './severity.ts';

/** Statuses in which a component can be reported. */
export const ReportedStatus = ComponentStatus.exclude(['operational', 'under_maintenance']);
export type ReportedStatus = z.infer<typeof ReportedStatus>;

/** What is known about a reported component; null where unknown. */
export type Report = {
  component: string;
  status: ReportedStatus | null;
  severity: string | null;
};

/** Defaults of a new incident from a report; all can be changed. */
export type Beginning = {
  title: string;
  symptom: string;
  status: ReportedStatus;
  severity: string | null;
  /** Minutes until the next update. */
  promise: number | null;
};

/** Without a reported status, the most severe level means a major outage. */
export function beginningOf({ component, ...rest }: Report, scale: SeverityScale): Beginning {
  const level = severityLevelOf(scale, rest.severity);
  const gravest = isGravest(scale, rest.severity);
  const status = rest.status ?? (gravest ? 'major_outage' : 'partial_outage');
  return {
    title: `${component}: ${statusLabels[status].toLowerCase()}`,
    symptom: symptoms[status](component),
    status,
    severity: level?.key ?? null,
    promise: level?.updateEvery ?? null,
  };
}

const symptoms: Record<ReportedStatus, (component: string) => string> = {
  degraded_performance: (component) => `${component} is slower than usual`,
  partial_outage: (component) => `${component} isn’t working for some customers`,
  major_outage: (component) => `${component} isn’t working`,
};
