import type { Component } from '../../../db/component/component.ts';
import type { Runbook } from '../../../db/runbook/runbook.ts';
import type { RunbookImport } from '../../domain/runbook/import-plan.ts';
import type {
  ReadinessList,
  RunbookHistory,
  RunbookLibrary,
  ShownRun,
  ShownRunbook,
} from '../../reads/runbook/library.ts';
import type { Form } from './form.ts';

/** The runbook library. */
export type RunbookPages = {
  '/admin/runbooks': RunbookLibrary;
  '/admin/runbooks/[id]': ShownRunbook;
  '/admin/runbooks/[id]/archive': { runbook: Runbook };
  '/admin/runbooks/[id]/edit': Form<{ runbook: Runbook; components: Component[] }>;
  '/admin/runbooks/[id]/runs/[run]': Form<ShownRun>;
  '/admin/runbooks/[id]/versions': RunbookHistory;
  '/admin/runbooks/import': Form<{ plan?: RunbookImport }>;
  /** `chosen`: the component that the address names. */
  '/admin/runbooks/new': Form<{ components: Component[]; chosen: string }>;
  '/admin/runbooks/readiness': ReadinessList;
};
