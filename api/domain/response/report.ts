import type { z } from 'zod';
import { ComponentStatus, statusWords } from '../component/status.ts';
import { isGravest, type SeverityScale, severityLevelOf } from './severity.ts';

/** What a component can be reported to be in. */
export const ReportedStatus = ComponentStatus.exclude(['operational', 'under_maintenance']);
export type ReportedStatus = z.infer<typeof ReportedStatus>;

/** What is known when somebody reports a component; null where it was not said. */
export type Report = {
  component: string;
  status: ReportedStatus | null;
  severity: string | null;
};

/** What an incident begins with that follows from a report; all of it is open to be changed. */
export type Beginning = {
  title: string;
  symptom: string;
  status: ReportedStatus;
  severity: string | null;
  /** Minutes until the next update. */
  promise: number | null;
};

/** Where nothing was said of the status, the gravest severity means that nothing works. */
export function beginningOf({ component, ...said }: Report, scale: SeverityScale): Beginning {
  const level = severityLevelOf(scale, said.severity);
  const gravest = isGravest(scale, said.severity);
  const status = said.status ?? (gravest ? 'major_outage' : 'partial_outage');
  return {
    title: `${component}: ${statusWords[status].toLowerCase()}`,
    symptom: symptoms[status](component),
    status,
    severity: level?.key ?? null,
    promise: level?.updateEvery ?? null,
  };
}

const symptoms: Record<ReportedStatus, (component: string) => string> = {
  degraded_performance: (component) => `${component} is slower than usual`,
  partial_outage: (component) => `${component} does not work for some customers`,
  major_outage: (component) => `${component} does not work`,
};
