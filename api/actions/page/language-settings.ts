import { z } from 'zod';
import { textsWrittenIn } from '../../../db/page/language.ts';
import { updatePage } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import { locales } from '../../domain/text/locale.ts';
import { commit, type Publisher } from '../commit.ts';
import { pageToChange } from './page.ts';

export const LanguageSettings = z.object({
  /** The language the team writes in. */
  locale: z.enum(locales, 'Choose a language from the list.'),
  /** Other languages they write in. */
  languages: z.array(z.enum(locales)),
  /** True when earlier texts are in that language too: the setting was wrong before. */
  appliesToExisting: z.boolean().default(false),
  expectedRevision: z.number().int().optional(),
});
export type LanguageSettings = z.infer<typeof LanguageSettings>;

/**
 * Sets the languages that forms ask for. Existing translations stay, and earlier texts keep the
 * language they were written in.
 */
export async function saveLanguages(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { expectedRevision, appliesToExisting, ...input }: LanguageSettings,
): Promise<void> {
  const page = await pageToChange(deps, pageId, expectedRevision);
  const before = { locale: page.locale, languages: page.languages };
  const after = { ...input, languages: input.languages.filter((one) => one !== input.locale) };
  const change = { pageId, actor, at: deps.clock(), action: 'edit', subject: 'languages' };
  await commit(
    deps,
    { ...change, subjectId: pageId, before, after: { ...after, appliesToExisting } },
    [
      updatePage(deps.db, pageId, page.revision, after),
      ...(input.locale === page.locale
        ? []
        : textsWrittenIn(
            deps.db,
            pageId,
            page.locale,
            appliesToExisting ? input.locale : page.locale,
          )),
    ],
  );
}
