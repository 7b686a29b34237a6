import type { RunbookContent } from './runbook.ts';

type PlannedRunbook = {
  content: RunbookContent;
  /** The runbook it replaces; null for a new one. */
  stored: (RunbookContent & { id: string; revision: number }) | null;
  becomes: 'added' | 'changed' | 'unchanged';
  /** What is not imported of it, in sentences. */
  notes: string[];
};

/** What importing a text would do. */
export type RunbookImport = {
  planned: PlannedRunbook[];
  errors: { runbook: string; sentence: string }[];
};
