import type { Locale } from '../../../api/domain/text/locale.ts';

/** Attributes for a text that a person wrote in another language than the page around it. */
export const langOf = (written: Locale, locale: Locale): { lang?: Locale; dir?: 'auto' } =>
  written === locale ? {} : { lang: written, dir: 'auto' };
