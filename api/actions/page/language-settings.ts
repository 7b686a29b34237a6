import { z } from 'zod';
import { textsWrittenIn } from '../../../db/page/language.ts';
import { updatePage } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import { locales } from '../../domain/text/locale.ts';
import { commit, type Publisher } from '../commit.ts';
import { pageToChange } from './page.ts';

export const LanguageSettings = z.object({
  /** In which its people write. */
  locale: z.enum(locales, 'Choose a language from the list.'),
  /** In which they write besides. */
  languages: z.array(z.enum(locales)),
  /** What was written so far is in that language too: it was another one by mistake. */
  isOfPast: z.boolean().default(false),
  expectedRevision: z.number().int().optional(),
});
export type LanguageSettings = z.infer<typeof LanguageSettings>;

/**
 * Which languages the forms ask for. What was said in others before stays, and what was written in the
 * page's own keeps that language, whichever the page has now.
 */
export async function saveLanguages(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { expectedRevision, isOfPast, ...input }: LanguageSettings,
): Promise<void> {
  const page = await pageToChange(deps, pageId, expectedRevision);
  const before = { locale: page.locale, languages: page.languages };
  const after = { ...input, languages: input.languages.filter((one) => one !== input.locale) };
  const change = { pageId, actor, at: deps.clock(), action: 'edit', subject: 'languages' };
  await commit(deps, { ...change, subjectId: pageId, before, after: { ...after, isOfPast } }, [
    updatePage(deps.db, pageId, page.revision, after),
    ...(input.locale === page.locale
      ? []
      : textsWrittenIn(deps.db, pageId, page.locale, isOfPast ? input.locale : page.locale)),
  ]);
}
