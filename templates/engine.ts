import { Liquid } from 'liquidjs';
import { MAX_TEXT_LENGTH } from '../api/domain/incident/incident.ts';
import type { Answers } from '../api/domain/template/message.ts';
import type { MessageTemplate } from '../api/domain/template/template.ts';
import { defaultLocale, type Locale } from '../api/domain/text/locale.ts';
import { didYouMean } from './compare/near.ts';
import { CountedCapture, limited } from './limits.ts';
import { phrase, quote, sentence } from './markdown/punctuation.ts';
import { sampleAnswers } from './sample.ts';
import { TemplateError, templateErrorOf } from './template-error.ts';
import { answerAsValue, type Moment } from './value.ts';
import { valueWords } from './value-words.ts';

export { TemplateError } from './template-error.ts';
export type { Moment } from './value.ts';

/** The key for the language of a text in the context. */
const LOCALE = 'locale';

type Composed = Pick<MessageTemplate, 'body' | 'fields'>;

/** Reads no files, and stops templates that loop or grow. Values are not escaped. */
const engine = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: 20_000,
  memoryLimit: 1_000_000,
});

for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
engine.registerTag('capture', CountedCapture);
engine.registerFilter('sentence', sentence);
engine.registerFilter('phrase', phrase);
engine.registerFilter('quote', quote);
engine.registerFilter('number', function (value: unknown) {
  return valueWords(this.context.getRegister(LOCALE, defaultLocale)).number(value);
});
const known = { filters: Object.keys(engine.filters), tags: Object.keys(engine.tags) };

/** The text of an update from a template and answers. Throws `TemplateError`. */
export function compose(template: Composed, answers: Answers, moment: Moment): string {
  const values = template.fields.map((field) => [
    field.key,
    answerAsValue(field, answers[field.key] ?? '', moment),
  ]);
  return render(template.body, Object.fromEntries(values), moment.locale);
}

/** Why a template cannot be used, and where; null when it renders. */
export function errorIn(template: Composed): TemplateError | null {
  const moment = { now: 0, zone: 'Etc/UTC' };
  try {
    compose(template, sampleAnswers(template.fields, moment.now), moment);
    compose(template, {}, moment);
    return unknownKeyIn(template);
  } catch (error) {
    return templateErrorOf(error, known);
  }
}

/** A name that is neither a field nor assigned in the template would silently be empty. */
function unknownKeyIn({ body, fields }: Composed): TemplateError | null {
  const keys = new Set(fields.map((field) => field.key));
  const { globals, locals } = engine.analyzeSync(engine.parse(body), { partials: false });
  for (const [name, [use]] of Object.entries(globals)) {
    if (keys.has(name)) continue;
    const meant = didYouMean(name, [...keys, ...Object.keys(locals)]);
    return new TemplateError(
      `No question has the key “${name}”.${meant || ' Use a question’s key, or add the question.'}`,
      use ? { line: use.location.row, column: use.location.col } : null,
    );
  }
  return null;
}

function render(body: string, values: object, locale: Locale = defaultLocale): string {
  try {
    const context = limited(engine, values);
    context.setRegister(LOCALE, locale);
    const text: string = engine.renderSync(engine.parse(body), context);
    if (text.length > MAX_TEXT_LENGTH)
      throw new TemplateError('The message exceeds 25,000 characters.');
    return tidy(text);
  } catch (error) {
    throw templateErrorOf(error, known);
  }
}

/** Removes the gaps of empty answers: at most one blank line, and none at the ends. */
const tidy = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
