import { z } from 'zod';
import { updatePage } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';
import { pageToChange } from './page.ts';

export const PreflightSettings = z.object({
  /** Ids of disabled rules. */
  off: z.array(z.string()),
  words: z
    .array(z.string())
    .transform((words) => [...new Set(words.map((word) => word.trim()).filter(Boolean))])
    .refine((words) => words.length <= 200, 'Enter at most 200 words.')
    .refine(
      (words) => words.every((word) => word.length <= 80),
      'Blocked words can have at most 80 characters.',
    ),
  expectedRevision: z.number().int().optional(),
});
export type PreflightSettings = z.infer<typeof PreflightSettings>;

/** Sets which rules are off, and which words must not be published. */
export async function savePreflight(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { off, words, expectedRevision }: PreflightSettings,
): Promise<void> {
  const page = await pageToChange(deps, pageId, expectedRevision);
  const before = { preflightOff: page.preflightOff, ownWords: page.ownWords };
  const after = { preflightOff: off, ownWords: words };
  const change = { pageId, actor, at: deps.clock(), action: 'edit', subject: 'preflight' };
  await commit(deps, { ...change, subjectId: pageId, before, after }, [
    updatePage(deps.db, pageId, page.revision, after),
  ]);
}
