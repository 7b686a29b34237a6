import { z } from 'zod';
import { defaultLocale, type Locale, locales } from './locale.ts';

/** A person’s text in languages beside the one it was written in. */
export type Translations = Partial<Record<Locale, string>>;

/** What one language adds to an update: each part may be missing. */
export type Spoken = { name?: string | undefined; body?: string | undefined };
export type SpokenIn = Partial<Record<Locale, Spoken>>;

export const Languages = z.array(z.enum(locales));

/** The languages that a page writes in beside its own, in the order of the product. */
export const beside = (page: { locale: Locale; languages: readonly Locale[] }): Locale[] =>
  locales.filter((locale) => locale !== page.locale && page.languages.includes(locale));

/** One part of what was said, by language; null where there is none, as it is stored. */
export function partOf(spoken: SpokenIn, part: keyof Spoken): Translations | null {
  const said = locales.flatMap((locale) => {
    const text = spoken[locale]?.[part]?.trim();
    return text ? [[locale, text] as const] : [];
  });
  return said.length > 0 ? Object.fromEntries(said) : null;
}

/** As it stands, with these parts put in; one that is given empty is taken out. */
export function mergedWith(
  before: Translations | null,
  spoken: SpokenIn,
  part: keyof Spoken,
): Translations | null {
  const named = Object.entries(spoken).filter(([, one]) => one[part] !== undefined);
  const after = {
    ...before,
    ...Object.fromEntries(named.map(([locale, one]) => [locale, one[part]])),
  };
  return partOf(
    Object.fromEntries(Object.entries(after).map(([locale, text]) => [locale, { [part]: text }])),
    part,
  );
}

type Speakable = {
  name: string;
  translations?: Translations | null;
  updates: readonly { body: string; translations?: Translations | null }[];
};

/** An incident as a reader of this language has it, with the language of each text. */
export function spoken<I extends Speakable>(
  incident: I,
  wanted: Locale,
  written: Locale = defaultLocale,
): Omit<I, 'updates'> & { locale: Locale; updates: (I['updates'][number] & { locale: Locale })[] } {
  const title = textIn(incident.name, incident.translations, wanted, written);
  const updates = incident.updates.map((update) => {
    const { text, locale } = textIn(update.body, update.translations, wanted, written);
    return { ...update, body: text, locale };
  });
  return { ...incident, name: title.text, locale: title.locale, updates };
}

/** A text for a reader, and the language it is in. */
export function textIn(
  original: string,
  translations: Translations | null | undefined,
  wanted: Locale,
  written: Locale = defaultLocale,
): { text: string; locale: Locale } {
  const translated = wanted === written ? undefined : translations?.[wanted];
  return translated ? { text: translated, locale: wanted } : { text: original, locale: written };
}
