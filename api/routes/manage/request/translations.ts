import { z } from 'zod';
import { locales } from '../../../domain/text/locale.ts';
import { maybe, oneOf, text } from './fields.ts';

/** Language of the original, when it is not the page's. */
export const language = maybe(oneOf('language', locales));

/** `{"de": {"name": "…", "body": "…"}}` beside the original; an empty text removes one. */
export const translations = z.partialRecord(
  z.enum(locales, `translations holds texts by language: ${locales.join(', ')}.`),
  z.object(
    { name: maybe(text('name')), body: maybe(text('body')) },
    'translations: each language has a “name”, a “body”, or both.',
  ),
  'translations is an object of languages.',
);
