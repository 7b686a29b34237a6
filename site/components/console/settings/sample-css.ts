import { colorIn } from '../../../../api/domain/branding/accent.ts';
import {
  declarations,
  declaredIn,
  type Theme,
  themes,
} from '../../../../api/domain/branding/properties.ts';
import { sampleProperties } from '../../../../api/domain/branding/sample.ts';
import type { Page } from '../../../../db/page/page.ts';
import type { Typed } from '../form/typed.ts';

/** The colors of both samples: as typed where they can be read, otherwise as stored. */
export function sampleCss(typed: Typed, page: Pick<Page, 'accent' | 'theme'>): string {
  const declaredFor = (theme: Theme) => {
    const stored = page.theme?.[theme] ?? {};
    const { declared, error } = declaredIn(typed.value(theme, declarations(stored)), theme);
    return error ? stored : declared;
  };
  const text = typed.value('accent', page.accent).trim();
  const accent = text === '' ? null : (colorIn(text) ?? page.accent);
  const branding = { accent, theme: { light: declaredFor('light'), dark: declaredFor('dark') } };
  const rulesOf = (theme: Theme): string =>
    Object.entries(sampleProperties(branding, theme))
      .map(([name, value]) => `${name}:${value}`)
      .join(';');
  return themes.map((theme) => `.theme-sample.${theme}{${rulesOf(theme)}}`).join('');
}
