import { RunbookContent } from '../../../domain/runbook/runbook.ts';
import { Opened, parse, text, type Values } from '../../../http/form.ts';

const RunbookForm = RunbookContent.extend({ expectedRevision: Opened });

/** Names of alerts are one per line. */
export const readRunbookForm = (values: Values) =>
  parse(
    RunbookForm,
    {
      title: text(values, 'title'),
      body: text(values, 'body'),
      componentIds: [values.componentIds ?? []].flat().filter(Boolean),
      alertNames: text(values, 'alertNames')
        .split(/\r?\n/)
        .map((name) => name.trim())
        .filter(Boolean),
      expectedRevision: values.expectedRevision,
    },
    ([field = '']) => String(field),
  );
