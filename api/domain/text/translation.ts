import { defaultLocale, type Locale, locales } from './locale.ts';

/** Translations of a text, without the language it was written in. */
export type Translations = Partial<Record<Locale, string>>;

/** The translation of an update into one language; each part may be missing. */
export type Localized = { name?: string | undefined; body?: string | undefined };
export type Languages = Partial<Record<Locale, Localized>>;

type Writing = { locale: Locale; languages: readonly Locale[] };

/** The language of a stored text. */
export const writtenIn = (text: { locale: Locale | null }, page: Pick<Writing, 'locale'>): Locale =>
  text.locale ?? page.locale;

/**
 * The languages a page writes in, except that of a text, in the order of the product. An older text
 * may be in a language the page no longer uses.
 */
export const otherLocales = (page: Writing, written: Locale = page.locale): Locale[] =>
  locales.filter(
    (locale) => locale !== written && (locale === page.locale || page.languages.includes(locale)),
  );

/** One part of a localized text in stored form; null when it is empty. */
export function partOf(localized: Languages, part: keyof Localized): Translations | null {
  const entries = locales.flatMap((locale) => {
    const text = localized[locale]?.[part]?.trim();
    return text ? [[locale, text] as const] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}

/** Merges new parts into stored translations; an empty part removes one. */
export function mergedWith(
  before: Translations | null,
  localized: Languages,
  part: keyof Localized,
): Translations | null {
  const named = Object.entries(localized).filter(([, one]) => one[part] !== undefined);
  const after = {
    ...before,
    ...Object.fromEntries(named.map(([locale, one]) => [locale, one[part]])),
  };
  return partOf(
    Object.fromEntries(Object.entries(after).map(([locale, text]) => [locale, { [part]: text }])),
    part,
  );
}

/** A stored text: without `locale` it is in the page’s language. */
type StoredText = { locale?: Locale | null; translations?: Translations | null };
type LocalizableIncident = StoredText & {
  name: string;
  updates: readonly (StoredText & { body: string })[];
};
type In<T> = T & { locale: Locale };

/** An incident in one language, with the language of each text. Applying it twice changes nothing. */
export function localized<I extends LocalizableIncident>(
  incident: I,
  wanted: Locale,
  ofPage: Locale = defaultLocale,
): In<Omit<I, 'updates' | 'locale'>> & { updates: In<I['updates'][number]>[] } {
  const entries = (original: string, { locale, translations }: StoredText) =>
    textIn(original, translations, wanted, locale ?? ofPage);
  const title = entries(incident.name, incident);
  const updates = incident.updates.map((update: I['updates'][number]) => {
    const { text, locale } = entries(update.body, update);
    return { ...update, body: text, locale };
  });
  return { ...incident, name: title.text, locale: title.locale, updates };
}

/** A text for a reader, and its language: the translation, or the original. */
export function textIn(
  original: string,
  translations: Translations | null | undefined,
  wanted: Locale,
  written: Locale = defaultLocale,
): { text: string; locale: Locale } {
  const translated = wanted === written ? undefined : translations?.[wanted];
  if (translated) return { text: translated, locale: wanted };
  return { text: original, locale: original === '' ? wanted : written };
}
