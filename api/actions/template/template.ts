import { listComponents } from '../../../db/component/component.ts';
import type { Statement } from '../../../db/engine/write.ts';
import {
  findTemplate,
  findVersion,
  insertTemplate,
  insertVersion,
  listTemplates,
  type Template,
  updateTemplate,
} from '../../../db/template/template.ts';
import { errorIn } from '../../../templates/engine.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import {
  type MessageTemplate,
  sameContent,
  templateContent,
} from '../../domain/template/template.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';

export async function createTemplate(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  input: MessageTemplate,
): Promise<string> {
  assertRenders(input);
  await assertScope(deps, pageId, input);
  const position = (await listTemplates(deps.db, pageId)).length;
  const at = deps.clock();
  const id = deps.newId();
  const row = { id, pageId, ...input, position, createdAt: at, updatedAt: at };
  await commit(
    deps,
    { pageId, actor, at, action: 'create', subject: 'template', subjectId: id, after: row },
    insertTemplate(deps.db, row, actor.name),
  );
  return id;
}

/** Saves a new version, unless nothing changed. */
export async function saveTemplate(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  input: MessageTemplate & { expectedRevision?: number | undefined },
): Promise<void> {
  const before = await templateOf(deps, pageId, id);
  const { expectedRevision, ...after } = input;
  assertFresh(before.revision, expectedRevision);
  if (sameContent(templateContent(before), after)) return;
  assertRenders(after);
  await assertScope(deps, pageId, after, before.componentIds);
  const at = deps.clock();
  await commit(
    deps,
    { pageId, actor, at, action: 'edit', subject: 'template', subjectId: id, before, after },
    nextVersion(deps, actor, before, after, at),
  );
}

/** Makes an earlier version the newest one. */
export async function restoreTemplate(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  version: number,
  expectedRevision: number | undefined,
): Promise<void> {
  const before = await templateOf(deps, pageId, id);
  const found = await findVersion(deps.db, id, version);
  if (!found) throw notFound('version');
  assertFresh(before.revision, expectedRevision);
  if (sameContent(templateContent(before), found.content)) return;
  assertRenders(found.content);
  const at = deps.clock();
  const after = { ...found.content, restored: version };
  await commit(
    deps,
    { pageId, actor, at, action: 'restore', subject: 'template', subjectId: id, before, after },
    nextVersion(deps, actor, before, found.content, at, version),
  );
}

export async function archiveTemplate(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const before = await templateOf(deps, pageId, id);
  const at = deps.clock();
  await commit(
    deps,
    { pageId, actor, at, action: 'archive', subject: 'template', subjectId: id, before },
    [updateTemplate(deps.db, id, before.revision, { archivedAt: at, updatedAt: at })],
  );
}

/** The row after a change, with the version rows for the new and the previous content. */
export function nextVersion(
  deps: Pick<Publisher, 'db'>,
  actor: Actor,
  before: Template,
  content: MessageTemplate,
  at: number,
  restored: number | null = null,
): Statement[] {
  const { id: templateId, revision, updatedAt: createdAt } = before;
  const previous = { templateId, version: revision, content: templateContent(before), createdAt };
  const next = { templateId, version: revision + 1, content, restored, createdAt: at };
  return [
    updateTemplate(deps.db, templateId, revision, { ...content, updatedAt: at }),
    insertVersion(deps.db, { ...previous, author: null }),
    insertVersion(deps.db, { ...next, author: actor.name }),
  ];
}

function assertRenders({ body, fields, translations }: MessageTemplate): void {
  const texts = [
    ['body', body],
    ...Object.entries(translations).map(([l, t]) => [`translations.${l}`, t]),
  ];
  const errors = texts.flatMap(([place = '', text = '']) => {
    const error = errorIn({ body: text, fields });
    return error ? [[place, `${error.message} Fix it there, then save again.`]] : [];
  });
  if (errors.length > 0)
    throw new Problem('invalid', 'The template’s message has errors.', Object.fromEntries(errors));
}

/** A component that was archived since may stay. */
async function assertScope(
  deps: Pick<Publisher, 'db'>,
  pageId: string,
  { componentIds }: MessageTemplate,
  before: readonly string[] = [],
): Promise<void> {
  const known = (await listComponents(deps.db, pageId)).map(({ id }) => id);
  if (!componentIds.every((id) => known.includes(id) || before.includes(id)))
    throw refused({
      componentIds: 'Choose components of this page.',
    });
}

async function templateOf(deps: Pick<Publisher, 'db'>, pageId: string, id: string) {
  const found = await findTemplate(deps.db, pageId, id);
  if (!found) throw notFound('template');
  return found;
}
