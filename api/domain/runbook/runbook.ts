import { z } from 'zod';
import { storable } from '../text/characters.ts';
import { visible } from '../text/visible.ts';

export const MAX_RUNBOOK_LENGTH = 64 * 1024;
export const MAX_RUNBOOKS = 1000;

const Title = z
  .string('Enter a title.')
  .overwrite(visible)
  .overwrite((text) => text.replace(/\s+/g, ' '))
  .min(1, 'Enter a title.')
  .max(160, 'A title can have at most 160 characters.');

const Body = z
  .string('Enter a text.')
  .overwrite(storable)
  .overwrite((text) => text.replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, ''))
  .max(MAX_RUNBOOK_LENGTH, 'A runbook can have at most 65,536 characters.');

const AlertName = z
  .string()
  .overwrite(visible)
  .max(160, 'The name of an alert can have at most 160 characters.');

/** What a version of a runbook keeps. */
export const RunbookContent = z.object({
  title: Title,
  body: Body.default(''),
  componentIds: z
    .array(z.string())
    .max(200, 'A runbook can be for at most 200 components.')
    .default([])
    .transform((ids) => [...new Set(ids)]),
  alertNames: z
    .array(AlertName)
    .max(50, 'A runbook can name at most 50 alerts.')
    .default([])
    .transform((names) => [...new Set(names)].filter(Boolean)),
});
export type RunbookContent = z.infer<typeof RunbookContent>;

export const runbookContent = ({
  title,
  body,
  componentIds,
  alertNames,
}: RunbookContent): RunbookContent => ({ title, body, componentIds, alertNames });

export const sameRunbook = (a: RunbookContent, b: RunbookContent): boolean =>
  JSON.stringify(runbookContent(a)) === JSON.stringify(runbookContent(b));

/** Whether all words occur in its title, text or alert names. */
export function matchesSearch(content: RunbookContent, query: string): boolean {
  const text = `${content.title}\n${content.body}\n${content.alertNames.join('\n')}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

type Linked = Pick<RunbookContent, 'componentIds' | 'alertNames'>;
type Named = { id: string; name: string; groupId: string | null };

/** Why a runbook is offered: affected components that it is for, and alerts that a text names. */
export type RunbookMatch = { components: { id: string; name: string }[]; alerts: string[] };

/** Null where nothing links the runbook with the incident. A runbook for a group is for its components. */
export function matchRunbook(
  { componentIds, alertNames }: Linked,
  { affected, texts }: { affected: readonly Named[]; texts: readonly string[] },
): RunbookMatch | null {
  const components = affected
    .filter(({ id, groupId }) => [id, groupId].some((one) => one && componentIds.includes(one)))
    .map(({ id, name }) => ({ id, name }));
  const alerts = alertNames.filter((name) => texts.some((text) => namesAlert(text, name)));
  return components.length + alerts.length > 0 ? { components, alerts } : null;
}

/** The alert’s name as a whole: “DbPool” is not in “DbPoolSlow”. */
function namesAlert(text: string, name: string): boolean {
  const [where, what] = [text.toLowerCase(), name.toLowerCase()];
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
    const around = [where[at - 1] ?? '', where[at + what.length] ?? ''];
    if (!around.some((one) => /[\p{L}\p{N}_]/u.test(one))) return true;
  }
  return false;
}
