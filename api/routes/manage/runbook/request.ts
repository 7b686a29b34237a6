import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import type { AppContext } from '../../../context/context.ts';
import { refused } from '../../../core/problem.ts';
import { resolveComponents } from '../../../domain/component/resolve.ts';
import { RunbookContent } from '../../../domain/runbook/runbook.ts';
import { idList, maybe, parsed, textField } from '../request/fields.ts';

export const runbookFields = z.object({
  title: maybe(textField('title')),
  body: maybe(textField('body')),
  components: maybe(idList('components')),
  alert_names: maybe(z.array(z.string(), 'alert_names is a list of texts.')),
});

/** The fields that a request has; components by ID or name. */
export async function runbookIn(c: AppContext, value: unknown): Promise<Partial<RunbookContent>> {
  const input = parsed(runbookFields, value);
  const componentIds = input.components && (await componentsIn(c, input.components));
  const { title, body, alert_names: alertNames } = input;
  return parsed(Given, defined({ title, body, componentIds, alertNames }));
}

/** Without defaults: what a request leaves out stays as it is. */
const { shape } = RunbookContent;
const Given = z.object({
  title: shape.title.optional(),
  body: shape.body.unwrap().optional(),
  componentIds: z.array(z.string()).optional(),
  alertNames: z.array(z.string()).optional(),
});

const defined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

async function componentsIn(c: AppContext, given: readonly string[]): Promise<string[]> {
  const { ids, unknown } = resolveComponents(
    await listComponents(c.var.deps.db, c.var.page.id),
    given,
  );
  if (unknown.length > 0)
    throw refused({ components: `This page has no component “${unknown.join('”, “')}”.` });
  return ids;
}
