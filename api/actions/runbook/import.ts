import { listComponents } from '../../../db/component/component.ts';
import { insertRunbook, listRunbooks } from '../../../db/runbook/runbook.ts';
import { type FileRunbook, readRunbooks } from '../../../templates/runbook/read.ts';
import { starterRunbooks } from '../../../templates/runbook/starters/index.ts';
import { Problem } from '../../core/problem.ts';
import { resolveComponents } from '../../domain/component/resolve.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { RunbookImport } from '../../domain/runbook/import-plan.ts';
import { RunbookContent, sameRunbook } from '../../domain/runbook/runbook.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { assertRoom, nextRunbookVersion } from './runbook.ts';

type PlannedRunbook = RunbookImport['planned'][number];

/** What importing a text would do. Runbooks are matched by title, in any case. */
export async function planRunbooks(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
  source: string,
): Promise<RunbookImport> {
  const { runbooks, errors } = readRunbooks(source);
  const [stored, components] = await Promise.all([
    listRunbooks(db, pageId),
    listComponents(db, pageId),
  ]);
  const known = Map.groupBy(stored, ({ title }) => title.toLowerCase());
  const planned = runbooks.map((one): PlannedRunbook => {
    const match = known.get(one.title.toLowerCase())?.shift() ?? null;
    const { ids, unknown } = resolveComponents(components, one.components);
    const { title, body, alertNames } = one;
    const content = { title, body, alertNames, componentIds: ids };
    const isSame = match !== null && sameRunbook(match, content);
    const becomes = isSame ? 'unchanged' : match ? 'changed' : 'added';
    return { content, stored: match, becomes, notes: notesFor(one, unknown) };
  });
  return { planned, errors };
}

const notesFor = ({ unknownKeys }: FileRunbook, unknown: readonly string[]): string[] => [
  ...unknown.map((name) => `This page has no component “${name}”: not linked.`),
  ...unknownKeys.map((key) => `“${key}” of the front matter is not imported.`),
];

/** Imports all runbooks of a text in one batch. Those that it does not name stay. */
export async function importRunbooks(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  source: string,
): Promise<RunbookImport> {
  const plan = await planRunbooks(deps, pageId, source);
  assertImportable(plan);
  const added = plan.planned.filter(({ becomes }) => becomes === 'added');
  const changed = plan.planned.filter(({ becomes }) => becomes === 'changed');
  if (added.length + changed.length === 0) return plan;
  await assertRoom(deps, pageId, added.length);
  const at = deps.clock();
  const rows = added.map(({ content }) => ({
    ...{ id: deps.newId(), pageId, ...content, createdAt: at, updatedAt: at },
  }));
  const titles = (some: PlannedRunbook[]) => some.map(({ content }) => content.title);
  const after = { added: titles(added), changed: titles(changed) };
  const change = { pageId, actor, at, action: 'import', subject: 'runbook', subjectId: pageId };
  await commitInternal(deps, { ...change, after }, [
    ...rows.flatMap((row) => insertRunbook(deps.db, row, actor.name)),
    ...changed.flatMap(({ content, stored }) =>
      stored ? nextRunbookVersion(deps, actor, stored, content) : [],
    ),
  ]);
  return plan;
}

export function assertImportable({ planned, errors }: RunbookImport): void {
  if (errors.length > 0)
    throw new Problem('invalid', 'Not imported. The text has errors.', {
      text: errors.map(({ runbook, sentence }) => `${runbook}: ${sentence}`).join('\n'),
    });
  if (planned.length === 0)
    throw new Problem('invalid', 'Nothing to import.', {
      text: 'Choose files, or paste at least one runbook.',
    });
}

/** Adds those of our own runbooks whose titles the page does not have. Returns how many. */
export async function addStarterRunbooks(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
): Promise<number> {
  const titles = (await listRunbooks(deps.db, pageId)).map(({ title }) => title.toLowerCase());
  const missing = starterRunbooks.filter(({ title }) => !titles.includes(title.toLowerCase()));
  if (missing.length === 0) return 0;
  await assertRoom(deps, pageId, missing.length);
  const at = deps.clock();
  const stamps = { createdAt: at, updatedAt: at };
  const rows = missing.map((one) => ({
    ...{ id: deps.newId(), pageId, ...RunbookContent.parse(one), ...stamps },
  }));
  const after = { added: missing.map(({ title }) => title) };
  await commitInternal(
    deps,
    { pageId, actor, at, action: 'starters', subject: 'runbook', subjectId: pageId, after },
    rows.flatMap((row) => insertRunbook(deps.db, row, actor.name)),
  );
  return rows.length;
}
