import { accentFor } from './accent.ts';
import { colours, type Declared, type Theme } from './properties.ts';

/** A link in the footer. */
export type PageLink = { label: string; url: string };
export type Branding = { accent: string | null; theme: Record<Theme, Declared> | null };

/** The page's own CSS, which overrides the tokens; null where it sets nothing. */
export function brandingCss({ accent, theme }: Branding): string | null {
  const light = rulesOf('light', accent, theme?.light ?? {});
  const dark = rulesOf('dark', accent, { ...resetIn(theme?.light ?? {}), ...theme?.dark });
  const inDark = dark && `@media screen and (prefers-color-scheme:dark){${dark}}`;
  const css = light + inDark;
  return css ? `@media (forced-colors:none){${css}}` : null;
}

/** Colors of the light theme would apply in the dark one too, where that sets none. */
const resetIn = (light: Declared): Declared =>
  Object.fromEntries(
    Object.entries(colours)
      .filter(([name]) => name in light)
      .map(([name, { dark }]) => [name, dark]),
  );

function rulesOf(theme: Theme, accent: string | null, declared: Declared): string {
  const own = Object.entries(declared).map(([name, value]) => `${name}:${value}`);
  if (accent === null) return own.length > 0 ? `html:root{${own.join(';')}}` : '';
  const ground = declared['--bg'] ?? colours['--bg'][theme];
  const { fill, onFill, outline } = accentFor(theme, accent, ground);
  const all = [...own, `--accent:${fill}`, `--on-accent:${onFill}`];
  return `html:root{${all.join(';')}}html :focus-visible{outline-color:${outline}}`;
}
