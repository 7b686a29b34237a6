import { z } from 'zod';
import type { RunOutcome } from './run.ts';

/** A runbook that was run more often than this should be automated. */
const OFTEN = 3;

export const automationDecisions = ['planned', 'automated', 'declined'] as const;
export const AutomationDecision = z.enum(automationDecisions);
export type AutomationDecision = z.infer<typeof AutomationDecision>;

export const automationLabels: Record<AutomationDecision, string> = {
  planned: 'Automation is planned',
  automated: 'Automated',
  declined: 'Stays manual',
};

/** Runs that count: those that were not needed are left out. */
export const countRuns = (runs: readonly { outcome: RunOutcome | null }[]): number =>
  runs.filter(({ outcome }) => outcome !== 'canceled').length;

/** Whether “Automate this” is proposed: after more than three runs, until somebody has decided. */
export const isAutomationDue = (runs: number, decision: AutomationDecision | null): boolean =>
  runs > OFTEN && decision === null;
