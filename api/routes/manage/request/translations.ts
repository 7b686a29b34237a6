import { z } from 'zod';
import { locales } from '../../../domain/text/locale.ts';
import { maybe, oneOf, textField } from './fields.ts';

/** Language of the original, when it is not the page's. */
const language = maybe(oneOf('language', locales));

/** `{"de": {"name": "…", "body": "…"}}` beside the original; an empty text removes one. */
const translations = z.partialRecord(
  z.enum(locales, `translations holds texts by language: ${locales.join(', ')}.`),
  z.object(
    { name: maybe(textField('name')), body: maybe(textField('body')) },
    'translations: each language has a “name”, a “body”, or both.',
  ),
  'translations is an object of languages.',
);

/** Fields of every request with texts. Ours: Statuspage has none of them. */
export const aboutTexts = {
  language,
  translations: maybe(translations),
  /** Why it is published although preflight stops it. */
  preflight_override: maybe(textField('preflight_override')),
  /** Why an owner publishes without the approval that the severity requires. */
  approval_override: maybe(textField('approval_override')),
};
