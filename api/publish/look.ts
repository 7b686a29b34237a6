import { z } from 'zod';
import { findPage, updatePage } from '../../db/page.ts';
import { declaredIn, type Theme, themes } from '../domain/look/properties.ts';
import { unreadable } from '../domain/look/readable.ts';
import type { Actor } from '../domain/role.ts';
import { notFound } from '../problem.ts';
import { assertFresh, commit, type Publisher } from './context.ts';
import { visible } from './text.ts';

const MOST_LINKS = 6;

/** Of https only: a page over https shows no other picture, and its policy names no stranger. */
const LogoUrl = z
  .url({
    protocol: /^https$/,
    message: 'Write an https address, such as https://example.com/logo.svg.',
  })
  .max(500);
const LinkUrl = z
  .url({
    protocol: /^(https?|mailto)$/,
    message: 'Write a whole address, such as https://example.com/help.',
  })
  .max(500);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? null : value), schema.nullable());

/** Declarations as they were typed; a fault names the line. */
const Declarations = (theme: Theme) =>
  z
    .string()
    .max(2000, 'At most 2,000 characters: one declaration a line.')
    .transform((text, context) => {
      const { declared, fault } = declaredIn(text, theme);
      const wrong = fault ?? unreadable(declared, theme);
      if (wrong) context.addIssue({ code: 'custom', message: wrong });
      return declared;
    });

export const LookSettings = z.object({
  accent: optional(z.string().regex(/^#[0-9a-f]{6}$/i, 'Write the colour as #3b47c9.')),
  logoUrl: optional(LogoUrl),
  links: z
    .array(
      z.object({
        label: z
          .string()
          .overwrite(visible)
          .min(1, 'Say where this leads, such as Help centre.')
          .max(40, 'At most 40 characters: it stands in a line with others.'),
        url: LinkUrl,
      }),
    )
    .max(MOST_LINKS, `At most ${MOST_LINKS} links.`),
  footer: optional(
    z.string().overwrite(visible).max(500, 'At most 500 characters at the foot of the page.'),
  ),
  light: Declarations('light'),
  dark: Declarations('dark'),
  expectedRevision: z.number().int().optional(),
});
export type LookSettings = z.infer<typeof LookSettings>;

export async function saveLook(
  on: Publisher,
  actor: Actor,
  pageId: string,
  { expectedRevision, light, dark, ...rest }: LookSettings,
): Promise<void> {
  const page = await findPage(on.db, pageId);
  if (!page) throw notFound('page');
  assertFresh(page.revision, expectedRevision);
  const declared = { light, dark };
  const theme = themes.some((name) => Object.keys(declared[name]).length > 0) ? declared : null;
  const { accent, logoUrl, links, footer } = page;
  const change = { pageId, actor, at: on.clock(), action: 'edit', subject: 'look' };
  const before = { accent, logoUrl, links, footer, theme: page.theme };
  const after = { ...rest, theme };
  await commit(on, { ...change, subjectId: pageId, before, after }, [
    updatePage(on.db, pageId, page.revision, after),
  ]);
}
