import { valueWords } from '../../../../../templates/value-words.ts';
import { composedIn, type Moment } from '../../../../actions/template/compose-update.ts';
import { type Answers, withInserted } from '../../../../domain/template/message.ts';
import type { MessageTemplate, TemplateField } from '../../../../domain/template/template.ts';
import type { Locale } from '../../../../domain/text/locale.ts';
import { type Languages, otherLocales } from '../../../../domain/text/translation.ts';
import { text, type Values } from '../../../../http/form.ts';

/** Translations in a form: `name@de`, `body@de` and, for templates in that language, `f.cause@de`. */
type Page = Parameters<typeof otherLocales>[0];
type Asking = Pick<MessageTemplate, 'translations' | 'fields'>;

const clean = (values: Values, name: string): string =>
  text(values, name).replaceAll('\r\n', '\n').trim();

/** Translations in the form. Languages it does not ask for stay as they were. */
export const translationsIn = (values: Values, page: Page, written?: Locale): Languages =>
  Object.fromEntries(
    otherLocales(page, written).map((locale) => [
      locale,
      {
        ...(values[`name@${locale}`] === undefined
          ? {}
          : { name: clean(values, `name@${locale}`) }),
        ...(values[`body@${locale}`] === undefined
          ? {}
          : { body: clean(values, `body@${locale}`) }),
      },
    ]),
  );

/** Only text answers are asked for per language: numbers are the same in all. */
const isWords = ({ type }: Pick<TemplateField, 'type'>): boolean =>
  type === 'text' || type === 'longtext';

/** Translated answers by `cause@de`, for the next form. */
export const translatedAnswers = (values: Values, page: Page, template: Asking | null): Answers =>
  Object.fromEntries(
    otherLocales(page)
      .filter((locale) => template?.translations[locale])
      .flatMap((locale) =>
        (template?.fields ?? []).filter(isWords).map(({ key }) => `${key}@${locale}`),
      )
      .map((key) => [key, clean(values, `f.${key}`)] as const)
      .filter(([, answer]) => answer !== ''),
  );

/** Puts the composed translations into the messages, where their answers were translated. */
export function withComposedTranslations(
  values: Values,
  page: Page,
  { template, answers, names }: { template: Asking | null; answers: Answers; names: string[] },
  moment: Moment,
): Values {
  const inserted = (fresh: string, locale: Locale) =>
    withInserted(text(values, `body@${locale}`), text(values, `composed@${locale}`), fresh);
  const made = otherLocales(page).flatMap((locale) => {
    const body = template?.translations[locale];
    if (!template || !body) return [];
    const given = { ...answers, ...componentsIn(template.fields, names, locale) };
    const entries = answersIn(values, template.fields, given, locale);
    const fresh =
      entries && composedIn({ body, fields: template.fields }, entries, { ...moment, locale });
    return fresh === null
      ? []
      : [
          [`body@${locale}`, inserted(fresh, locale)],
          [`composed@${locale}`, fresh],
        ];
  });
  return { ...values, ...Object.fromEntries(made) };
}

/** Component names stay; the words between them are translated. */
const componentsIn = (
  fields: readonly TemplateField[],
  names: readonly string[],
  locale: Locale,
): Answers =>
  Object.fromEntries(
    fields
      .filter(({ type }) => type === 'components')
      .map(({ key }) => [key, valueWords(locale).list(names)]),
  );

/** A missing answer becomes `[Who is affected?]`, which preflight stops. */
function answersIn(
  values: Values,
  fields: readonly TemplateField[],
  answers: Answers,
  locale: Locale,
): Answers | null {
  const words = fields.filter((field) => isWords(field) && answers[field.key]);
  const given = words.map(({ key }) => clean(values, `f.${key}@${locale}`));
  if (!given.some(Boolean)) return null; // not translated yet
  const entries = words.map(({ key, label }, i) => [key, given[i] || `[${label}]`]);
  return { ...answers, ...Object.fromEntries(entries) };
}
