import type { Locale } from '../../../../api/domain/text/locale.ts';
import {
  type Languages,
  otherLocales,
  writtenIn,
} from '../../../../api/domain/text/translation.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import type { Page } from '../../../../db/page/page.ts';
import { wordsIn } from '../../../locales/words.ts';

/** After a label: ` in German`, for a text in another language than the page’s own. */
export function describeLanguage(text: { locale: Locale | null }, page: Page): string {
  const written = writtenIn(text, page);
  return written === page.locale ? '' : ` in ${wordsIn('en').nameOf(written)}`;
}

/** Existing titles by the languages of the form. */
export const titlesOf = (record: IncidentRecord, page: Page): Languages =>
  Object.fromEntries(
    otherLocales(page, writtenIn(record, page)).map((locale) => [
      locale,
      { name: record.translations?.[locale] },
    ]),
  );
