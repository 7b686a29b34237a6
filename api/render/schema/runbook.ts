import { z } from 'zod';
import { automationDecisions } from '../../domain/runbook/automation.ts';
import { runOutcomes } from '../../domain/runbook/run.ts';
import { describedText, nullableText } from './text.ts';

const list = (description: string) => z.array(z.string()).optional().meta({ description });

export const RunbookInput = z.object({
  runbook: z.looseObject({
    title: describedText('Required for a new runbook.'),
    body: describedText(
      'Markdown. “{{component}}”, “{{component_slug}}” and “{{component_id}}” are filled in when it is shown.',
    ),
    components: list('Components and groups that it is for, by ID or name.'),
    alert_names: list('Alerts that it is for.'),
  }),
});

export const RunbookQuery = z.object({
  q: describedText('Words that must occur.'),
  component: describedText('ID of a component or group that it is for.'),
  page: describedText('Page number, starting at 1.'),
  limit: describedText('Runbooks per page, at most 100.'),
});

export const RunbookRead = z.looseObject({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  components: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  alert_names: z.array(z.string()),
  version: z.number().int(),
  steps: z.array(z.looseObject({ step: z.number().int(), text: z.string() })),
  runs: z.number().int(),
  automation: z.looseObject({
    proposed: z.boolean().meta({ description: 'True after more than three runs.' }),
    decision: z.enum(automationDecisions).nullable(),
  }),
});
export const RunbooksRead = z.array(RunbookRead);

export const RunbookVersionsRead = z.array(
  z.looseObject({
    version: z.number().int(),
    title: z.string(),
    body: z.string(),
    author: z.string(),
    restored_from: z.number().int().nullable(),
  }),
);

export const AutomationInput = z.object({
  automation: z.looseObject({
    decision: z
      .enum(automationDecisions)
      .nullish()
      .meta({ description: 'null proposes it again.' }),
  }),
});

export const RunInput = z.object({
  run: z.looseObject({
    incident_id: nullableText('The incident that it is for.'),
    component_id: nullableText('The component that fills the placeholders.'),
  }),
});

export const RunChange = z.object({
  run: z.looseObject({
    ticked: z.array(z.number().int()).optional().meta({ description: 'All steps that are done.' }),
    outcome: z.enum(runOutcomes).optional().meta({ description: 'Ends the run.' }),
    note: describedText('What was learned; kept with the outcome.'),
  }),
});

export const RunRead = z.looseObject({
  id: z.string(),
  runbook_id: z.string(),
  version: z.number().int(),
  incident_id: z.string().nullable(),
  ticked: z.array(z.object({ step: z.number().int(), by: z.string(), at: z.string() })),
  outcome: z.enum(runOutcomes).nullable(),
});
export const RunsRead = z.array(RunRead);

export const IncidentRunbooksRead = z.object({
  runbooks: z.array(
    z.looseObject({
      id: z.string(),
      title: z.string(),
      components: z.array(z.looseObject({ id: z.string(), name: z.string() })),
      alert_names: z.array(z.string()),
    }),
  ),
  runs: z.array(z.looseObject({ id: z.string(), title: z.string() })),
});

export const ReadinessRead = z.array(
  z.looseObject({
    component_id: z.string(),
    name: z.string(),
    group: z.string().nullable(),
    owner: z
      .object({ name: z.string(), is_member: z.boolean().nullable(), of_group: z.boolean() })
      .nullable(),
    runbooks: z.number().int(),
    ready: z.boolean(),
  }),
);
