import { z } from 'zod';
import { findPage, updatePage } from '../../db/page.ts';
import { locales } from '../domain/locale.ts';
import type { Actor } from '../domain/role.ts';
import { Languages } from '../domain/translation.ts';
import { notFound } from '../problem.ts';
import { assertFresh, commit, type Publisher } from './context.ts';

export const LanguageSettings = z.object({
  /** In which its people write. */
  locale: z.enum(locales, 'Choose a language from the list.'),
  /** In which they write besides. */
  languages: Languages,
  expectedRevision: z.number().int().optional(),
});
export type LanguageSettings = z.infer<typeof LanguageSettings>;

/** Which languages the forms ask for. What was said in others before stays. */
export async function saveLanguages(
  on: Publisher,
  actor: Actor,
  pageId: string,
  { expectedRevision, ...input }: LanguageSettings,
): Promise<void> {
  const page = await findPage(on.db, pageId);
  if (!page) throw notFound('page');
  assertFresh(page.revision, expectedRevision);
  const before = { locale: page.locale, languages: page.languages };
  const after = { ...input, languages: input.languages.filter((one) => one !== input.locale) };
  const change = { pageId, actor, at: on.clock(), action: 'edit', subject: 'languages' };
  await commit(on, { ...change, subjectId: pageId, before, after }, [
    updatePage(on.db, pageId, page.revision, after),
  ]);
}
