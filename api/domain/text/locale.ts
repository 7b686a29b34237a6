/** The languages the product itself speaks. A person's own text stays in the one it was written in. */
export const locales = ['en', 'de', 'fr', 'es', 'pt-BR', 'ja', 'ar'] as const;
export type Locale = (typeof locales)[number];

export type Language = {
  /** As its own speakers call it. */
  name: string;
  dir: 'ltr' | 'rtl';
  /** What `Intl` is asked for: the Gregorian calendar and the digits that texts around it have. */
  format: string;
};

export const languages: Record<Locale, Language> = {
  en: { name: 'English', dir: 'ltr', format: 'en-US' },
  de: { name: 'Deutsch', dir: 'ltr', format: 'de-DE' },
  fr: { name: 'Français', dir: 'ltr', format: 'fr-FR' },
  es: { name: 'Español', dir: 'ltr', format: 'es-ES' },
  'pt-BR': { name: 'Português (Brasil)', dir: 'ltr', format: 'pt-BR' },
  ja: { name: '日本語', dir: 'ltr', format: 'ja-JP' },
  ar: { name: 'العربية', dir: 'rtl', format: 'ar-u-ca-gregory-nu-latn' },
};

export const defaultLocale: Locale = 'en';

/** `de`, `pt-br`: any spelling of one of ours; null for anything else. */
export const localeNamed = (tag: string): Locale | null =>
  locales.find((locale) => locale.toLowerCase() === tag.toLowerCase()) ?? null;

/** By the whole tag, or else by its language alone: `de-AT` is German, `pt-PT` Portuguese. */
const closestTo = (tag: string): Locale | null => {
  const [language = ''] = tag.toLowerCase().split('-');
  return (
    localeNamed(tag) ?? locales.find((l) => l.toLowerCase().split('-')[0] === language) ?? null
  );
};

/** The first wish that we can fill, best first. */
export function localeFor<Fallback extends Locale | null>(
  wishes: readonly { type: string; q: number }[],
  fallback: Fallback,
): Locale | Fallback {
  for (const { type, q } of wishes) {
    if (q <= 0) continue;
    if (type === '*') return fallback;
    const found = closestTo(type);
    if (found) return found;
  }
  return fallback;
}
