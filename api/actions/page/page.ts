import { z } from 'zod';
import type { Statement } from '../../../db/engine/write.ts';
import { findPage, insertAudit, insertPage, type Page, updatePage } from '../../../db/page/page.ts';
import { insertTemplate } from '../../../db/template/template.ts';
import { shippedTemplates } from '../../../templates/messages/index.ts';
import { notFound, refused } from '../../core/problem.ts';
import { originsIn } from '../../domain/network/frame-origins.ts';
import type { Actor } from '../../domain/response/role.ts';
import { storable } from '../../domain/text/characters.ts';
import { locales } from '../../domain/text/locale.ts';
import { optional, visible } from '../../domain/text/visible.ts';
import { isZone } from '../../domain/time/zone.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { assertTextsPassed } from '../incident/checks/preflight.ts';
import { Override } from '../incident/input.ts';

export const WebUrl = z
  .url({
    protocol: /^https?$/,
    message: 'Enter a full URL, such as https://example.com/help.',
  })
  .max(500);

export const MAX_PAGE_NAME_LENGTH = 80;
export const PageName = z
  .string()
  .overwrite(visible)
  .min(1, 'Enter a page name.')
  .max(MAX_PAGE_NAME_LENGTH, 'A page’s name can have at most 80 characters.');
export const Zone = z.string().refine(isZone, 'Choose a time zone from the list.');

/** Percent of a minute. The worse of two statuses never weighs less. */
const Weight = z.coerce
  .number('Enter a percentage, such as 30.')
  .int('Enter a whole number.')
  .min(0, 'Enter 0 or more.')
  .max(100, 'Enter 100 or less.');

export const PageSettings = z.object({
  name: PageName,
  timeZone: Zone,
  locale: z.enum(locales, 'Choose a language from the list.').optional(),
  supportUrl: optional(WebUrl),
  noindex: z.boolean().optional(),
  /** As typed: one origin per line. */
  frameOrigins: z
    .string()
    .overwrite(storable)
    .transform((typed, issues) => {
      const read = originsIn(typed);
      if (Array.isArray(read)) return read;
      issues.addIssue({ code: 'custom', message: read.wrong });
      return z.NEVER;
    })
    .optional(),
  weightMajor: Weight.optional(),
  weightPartial: Weight.optional(),
  weightDegraded: Weight.optional(),
  override: Override.optional(),
  expectedRevision: z.number().int().optional(),
});
export type PageSettings = z.infer<typeof PageSettings>;

export async function savePage(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  input: PageSettings,
): Promise<void> {
  const { expectedRevision, override, ...after } = input;
  const before = await pageToChange(deps, pageId, expectedRevision);
  assertWeights({ ...before, ...after });
  const passed = await assertTextsPassed(deps, actor, pageId, {
    texts: { name: after.name, supportUrl: after.supportUrl },
    before: [before.name, before.supportUrl],
    override,
  });
  await commit(
    deps,
    {
      pageId,
      actor,
      at: deps.clock(),
      action: 'edit',
      subject: 'page',
      subjectId: pageId,
      before,
      after: { ...after, ...passed },
    },
    [updatePage(deps.db, pageId, before.revision, after)],
  );
}

/** Rejects a form that was opened on an older revision. */
export async function pageToChange(
  deps: Pick<Publisher, 'db'>,
  pageId: string,
  expected?: number,
): Promise<Page> {
  const page = await findPage(deps.db, pageId);
  if (!page) throw notFound('page');
  assertFresh(page.revision, expected);
  return page;
}

function assertWeights(page: {
  weightMajor: number;
  weightPartial: number;
  weightDegraded: number;
}): void {
  const { weightMajor: major, weightPartial: partial, weightDegraded: degraded } = page;
  const fields = {
    ...(partial > major ? { weightPartial: `Can’t be more than a major outage: ${major}.` } : {}),
    ...(degraded > partial
      ? { weightDegraded: `Can’t be more than a partial outage: ${partial}.` }
      : {}),
  };
  if (Object.keys(fields).length > 0) throw refused(fields);
}

/** Rows of a new page: the page, the shipped templates, and an audit entry. */
export function newPage(
  deps: Pick<Publisher, 'db' | 'newId'>,
  actor: Actor,
  page: { id: string; name: string; timeZone: string; at: number },
): Statement[] {
  const stamps = { createdAt: page.at, updatedAt: page.at };
  const row = { id: page.id, name: page.name, timeZone: page.timeZone, ...stamps };
  return [
    insertPage(deps.db, row),
    ...shippedTemplates.flatMap((template, position) => {
      const row = { id: deps.newId(), pageId: page.id, ...template, position, ...stamps };
      return insertTemplate(deps.db, row, actor.name);
    }),
    insertAudit(deps.db, {
      id: deps.newId(),
      pageId: page.id,
      at: page.at,
      actor,
      action: 'create',
      subject: 'page',
      subjectId: page.id,
      after: row,
    }),
  ];
}
