import { findTemplate, insertTemplate, listTemplates, updateTemplate } from '../../db/template.ts';
import { faultIn } from '../../templates/engine.ts';
import type { Actor } from '../domain/role.ts';
import type { MessageTemplate } from '../domain/template.ts';
import { notFound, Problem } from '../problem.ts';
import { assertFresh, commit, type Publisher } from './context.ts';

export async function createTemplate(
  on: Publisher,
  actor: Actor,
  pageId: string,
  input: MessageTemplate,
): Promise<string> {
  assertRenders(input);
  const position = (await listTemplates(on.db, pageId)).length;
  const at = on.clock();
  const id = on.newId();
  const row = { id, pageId, ...input, position, createdAt: at, updatedAt: at };
  await commit(
    on,
    { pageId, actor, at, action: 'create', subject: 'template', subjectId: id, after: row },
    [insertTemplate(on.db, row)],
  );
  return id;
}

export async function saveTemplate(
  on: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  input: MessageTemplate & { expectedRevision?: number | undefined },
): Promise<void> {
  const before = await findTemplate(on.db, pageId, id);
  if (!before) throw notFound('template');
  const { expectedRevision, ...after } = input;
  assertFresh(before.revision, expectedRevision);
  assertRenders(after);
  const at = on.clock();
  await commit(
    on,
    { pageId, actor, at, action: 'edit', subject: 'template', subjectId: id, before, after },
    [updateTemplate(on.db, id, before.revision, { ...after, updatedAt: at })],
  );
}

export async function archiveTemplate(
  on: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const before = await findTemplate(on.db, pageId, id);
  if (!before) throw notFound('template');
  const at = on.clock();
  await commit(
    on,
    { pageId, actor, at, action: 'archive', subject: 'template', subjectId: id, before },
    [updateTemplate(on.db, id, before.revision, { archivedAt: at, updatedAt: at })],
  );
}

function assertRenders(template: MessageTemplate): void {
  const fault = faultIn(template);
  if (fault)
    throw new Problem('invalid', 'The template’s text cannot be used as it stands.', {
      body: fault,
    });
}
