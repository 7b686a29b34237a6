import { z } from 'zod';
import type { Statement } from '../../../db/engine/write.ts';
import { type Page, updatePage } from '../../../db/page/page.ts';
import { colorIn } from '../../domain/branding/accent.ts';
import type { Logo } from '../../domain/branding/logo.ts';
import { defaultAccent } from '../../domain/branding/palette.ts';
import { declaredIn, type Theme, themes } from '../../domain/branding/properties.ts';
import { unreadable } from '../../domain/branding/readable.ts';
import type { PublicTexts } from '../../domain/preflight/index.ts';
import type { Actor } from '../../domain/response/role.ts';
import { optional, visible } from '../../domain/text/visible.ts';
import { commit, type Publisher } from '../commit.ts';
import { assertTextsPassed } from '../incident/checks/preflight.ts';
import { Override } from '../incident/input.ts';
import { changedLogo, IconUpload, type LogoChange, Upload } from './logo.ts';
import { pageToChange } from './page.ts';

const MAX_LINKS = 6;

/** Https only: a page served over https shows no other images, and its policy names no other host. */
const LogoUrl = z
  .url({
    protocol: /^https$/,
    message: 'Enter an https URL, such as https://example.com/logo.svg.',
  })
  .max(500);
const LinkUrl = z
  .url({
    protocol: /^(https?|mailto)$/,
    message: 'Enter a full URL, such as https://example.com/help.',
  })
  .max(500);

const Color = z.string().transform((typed, context) => {
  const color = colorIn(typed);
  if (color !== null) return color;
  const example = defaultAccent.fill.light;
  context.addIssue({ code: 'custom', message: `Enter a color code such as ${example}.` });
  return z.NEVER;
});

/** CSS declarations as typed. Errors name the line. */
const Declarations = (theme: Theme) =>
  z
    .string()
    .max(2000, 'Use at most 2,000 characters.')
    .transform((text, context) => {
      const { declared, error } = declaredIn(text, theme);
      const wrong = error ?? unreadable(declared, theme);
      if (wrong) context.addIssue({ code: 'custom', message: wrong });
      return declared;
    });

export const BrandingSettings = z.object({
  accent: optional(Color),
  logo: Upload.optional(),
  logoDark: Upload.optional(),
  logoGone: z.boolean().optional(),
  logoDarkGone: z.boolean().optional(),
  icon: IconUpload.optional(),
  iconGone: z.boolean().optional(),
  logoAlt: optional(
    z.string().overwrite(visible).max(120, 'Use at most 120 characters.'),
  ).optional(),
  logoAlone: z.boolean().optional(),
  logoUrl: optional(LogoUrl),
  links: z
    .array(
      z.object({
        label: z
          .string()
          .overwrite(visible)
          .min(1, 'Enter a link text, such as Help center.')
          .max(40, 'Use at most 40 characters.'),
        url: LinkUrl,
      }),
    )
    .max(MAX_LINKS, `Add at most ${MAX_LINKS} links.`),
  footer: optional(z.string().overwrite(visible).max(500, 'Use at most 500 characters.')),
  light: Declarations('light'),
  dark: Declarations('dark'),
  override: Override.optional(),
  expectedRevision: z.number().int().optional(),
});
export type BrandingSettings = z.infer<typeof BrandingSettings>;

export async function saveBranding(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { expectedRevision, override, light, dark, accent, ...given }: BrandingSettings,
): Promise<void> {
  const { links, footer, logoUrl, ...ofLogo } = given;
  const page = await pageToChange(deps, pageId, expectedRevision);
  const passed = await assertTextsPassed(deps, actor, pageId, {
    texts: brandingTexts({ links, footer, logoUrl, logoAlt: ofLogo.logoAlt }),
    before: publishedTexts(page),
    override,
  });
  const declared = { light, dark };
  const theme = themes.some((name) => Object.keys(declared[name]).length > 0) ? declared : null;
  const { logo, statements } = await changedLogo(deps, page, {
    light: ofLogo.logo ?? (ofLogo.logoGone ? null : undefined),
    dark: ofLogo.logoDark ?? (ofLogo.logoDarkGone ? null : undefined),
    icon: ofLogo.icon ?? (ofLogo.iconGone ? null : undefined),
    alt: ofLogo.logoAlt ?? null,
    alone: ofLogo.logoAlone ?? false,
  });
  const after = { accent, logo, logoUrl, links, footer, theme };
  await change(deps, actor, page, after, { statements, passed });
}

/** Public texts of the branding form, by field. */
export const brandingTexts = ({
  links,
  ...texts
}: Pick<BrandingSettings, 'links' | 'footer' | 'logoUrl' | 'logoAlt'>): PublicTexts => ({
  ...texts,
  ...Object.fromEntries(
    links.flatMap(({ label, url }, i) => [
      [`links.${i}.label`, label],
      [`links.${i}.url`, url],
    ]),
  ),
});

export const publishedTexts = ({ links, footer, logoUrl, logo }: Page) =>
  Object.values(brandingTexts({ links, footer, logoUrl, logoAlt: logo?.alt ?? null }));

/** Changes the logo, or the one for dark screens, and nothing else. */
export async function saveLogo(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  files: Pick<LogoChange, 'light' | 'dark'>,
): Promise<Logo | null> {
  const page = await pageToChange(deps, pageId);
  const { alt = null, alone = false } = page.logo ?? {};
  const { logo, statements } = await changedLogo(deps, page, { ...files, alt, alone });
  await change(deps, actor, page, { logo }, { statements });
  return logo;
}

type PageBranding = Pick<Page, 'accent' | 'logo' | 'logoUrl' | 'links' | 'footer' | 'theme'>;

async function change(
  deps: Publisher,
  actor: Actor,
  page: Page,
  after: Partial<PageBranding>,
  { statements, passed }: { statements: readonly Statement[]; passed?: object },
): Promise<void> {
  const { accent, logo, logoUrl, links, footer, theme } = page;
  const all: PageBranding = { accent, logo, logoUrl, links, footer, theme };
  const entry = { pageId: page.id, actor, at: deps.clock(), action: 'edit', subject: 'look' };
  await commit(
    deps,
    { ...entry, subjectId: page.id, before: all, after: { ...all, ...after, ...passed } },
    [updatePage(deps.db, page.id, page.revision, after), ...statements],
  );
}
