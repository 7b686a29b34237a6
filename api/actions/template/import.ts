import { listComponents } from '../../../db/component/component.ts';
import { findPage } from '../../../db/page/page.ts';
import { insertTemplate, listTemplates, type Template } from '../../../db/template/template.ts';
import { type Naming, namingOf } from '../../../templates/file/naming.ts';
import { type FileError, readTemplates } from '../../../templates/file/read.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import { type MessageTemplate, sameContent } from '../../domain/template/template.ts';
import { commit, type Publisher, staleForm } from '../commit.ts';
import { nextVersion } from './template.ts';

type PlannedTemplate = {
  content: MessageTemplate;
  /** The template it replaces; null for a new one. */
  stored: Template | null;
  becomes: 'added' | 'changed' | 'unchanged';
};

/** What importing a file would do. `seen` identifies the plan. */
export type ImportPlan = {
  planned: PlannedTemplate[];
  errors: FileError[];
  naming: Naming;
  planId: string;
};

type Reading = Pick<Publisher, 'db'>;

export async function pageNaming(deps: Reading, pageId: string): Promise<Naming> {
  const scale = severityScaleOf(await findPage(deps.db, pageId));
  return namingOf(
    await listComponents(deps.db, pageId),
    scale.map(({ key }) => key),
  );
}

export async function planImport(
  deps: Reading,
  pageId: string,
  source: string,
): Promise<ImportPlan> {
  const naming = await pageNaming(deps, pageId);
  const { templates, errors } = readTemplates(source, naming);
  const planned = matched(templates, await listTemplates(deps.db, pageId));
  const planId = planned.map(
    ({ stored, becomes }) => `${becomes} ${stored?.id} ${stored?.revision}`,
  );
  return { planned, errors, naming, planId: planId.join(', ') };
}

/**
 * Imports a whole file in one batch. Templates the file does not name stay. Importing twice changes
 * nothing.
 */
export async function importTemplates(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  source: string,
  planId?: string,
): Promise<ImportPlan> {
  const plan = await planImport(deps, pageId, source);
  assertReadable(plan);
  if (planId !== undefined && planId !== plan.planId) throw staleForm();
  const at = deps.clock();
  const added = plan.planned.filter(({ becomes }) => becomes === 'added');
  const changed = plan.planned.filter(({ becomes }) => becomes === 'changed');
  if (added.length + changed.length === 0) return plan;
  const position = (await listTemplates(deps.db, pageId)).length;
  const stamps = { createdAt: at, updatedAt: at };
  const rows = added.map(({ content }, i) => ({
    id: deps.newId(),
    pageId,
    ...content,
    position: position + i,
    ...stamps,
  }));
  const namesOf = (some: PlannedTemplate[]) => some.map(({ content }) => content.name);
  const after = { added: namesOf(added), changed: namesOf(changed) };
  await commit(
    deps,
    { pageId, actor, at, action: 'import', subject: 'template', subjectId: pageId, after },
    [
      ...rows.flatMap((row) => insertTemplate(deps.db, row, actor.name)),
      ...changed.flatMap(({ content, stored }) =>
        stored ? nextVersion(deps, actor, stored, content, at) : [],
      ),
    ],
  );
  return plan;
}

export function assertReadable({ errors }: ImportPlan): void {
  if (errors.length === 0) return;
  throw new Problem('invalid', 'Not imported. The file has errors.', {
    text: errors.map(inFile).join('\n'),
  });
}

const inFile = ({ line, column, sentence }: FileError): string =>
  `Line ${line}, column ${column}: ${sentence}`;

/** Matches templates by state and name, and duplicates by their order. */
function matched(templates: readonly MessageTemplate[], stored: Template[]): PlannedTemplate[] {
  const known = Map.groupBy(stored, keyOf);
  return templates.map((content) => {
    const match = known.get(keyOf(content))?.shift();
    if (!match) return { content, stored: null, becomes: 'added' };
    return {
      content,
      stored: match,
      becomes: sameContent(content, match) ? 'unchanged' : 'changed',
    };
  });
}

const keyOf = ({ state, name }: MessageTemplate): string => `${state} ${name.toLowerCase()}`;
