import { Liquid, LiquidError } from 'liquidjs';
import type { Answers } from '../api/domain/message.ts';
import type { MessageTemplate, TemplateField } from '../api/domain/template.ts';
import { phrase, quote, sentence } from './punctuation.ts';
import { durationInWords, instantInWords } from './words.ts';

/** No file is ever read, and a template that loops or grows is stopped. Values come out as typed. */
const engine = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: 20_000,
  renderLimit: 200,
  memoryLimit: 1_000_000,
});
const MAX_TEXT = 25_000;

for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
engine.registerFilter('sentence', sentence);
engine.registerFilter('phrase', phrase);
engine.registerFilter('quote', quote);

export type Moment = { now: number; zone: string };

/** The update's text, from a template and the answers to its fields. Throws `TemplateFault`. */
export function compose(
  template: Pick<MessageTemplate, 'body' | 'fields'>,
  answers: Answers,
  moment: Moment,
): string {
  const words = template.fields.map((field) => [field.key, inWords(field, answers, moment)]);
  return render(template.body, Object.fromEntries(words));
}

/** Why a template cannot be used, at the line where it fails; null when it renders. */
export function faultIn(template: Pick<MessageTemplate, 'body' | 'fields'>): string | null {
  const sample = Object.fromEntries(template.fields.map((field) => [field.key, field.label]));
  try {
    render(template.body, sample);
    render(template.body, {});
    return unknownKeyIn(template);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return `${error.message} Correct it there, then save again.`;
  }
}

/** A name that is neither a field nor made in the text would silently come out empty. */
function unknownKeyIn({ body, fields }: Pick<MessageTemplate, 'body' | 'fields'>): string | null {
  const known = new Set(fields.map((field) => field.key));
  const { globals } = engine.analyzeSync(engine.parse(body), { partials: false });
  for (const [name, [use]] of Object.entries(globals))
    if (!known.has(name))
      return `Line ${use?.location.row}: there is no field with the key “${name}”. Use a field’s key there, or add the field, then save again.`;
  return null;
}

/** `message` names the line and what is wrong there. */
export class TemplateFault extends Error {}

function render(body: string, words: Record<string, unknown>): string {
  try {
    const text: string = engine.parseAndRenderSync(body, words);
    // A captured text is not counted by the memory limit; measure it before anything reads it.
    if (text.length > MAX_TEXT)
      throw new TemplateFault('The text is longer than 25,000 characters.');
    return tidy(text);
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    const [, reason = error.message, line] =
      /^(.*?)(?:, line:(\d+).*)?$/s.exec(error.message) ?? [];
    throw new TemplateFault(`${line ? `Line ${line}: ` : ''}${reason}.`);
  }
}

/** An answer left empty is absent: Liquid takes an empty string for true. */
function inWords(field: TemplateField, answers: Answers, moment: Moment): string | undefined {
  const answer = answers[field.key]?.trim();
  if (!answer) return undefined;
  if (field.type === 'duration' && /^\d+$/.test(answer)) return durationInWords(Number(answer));
  if (field.type !== 'instant' || Number.isNaN(Date.parse(answer))) return answer;
  return instantInWords(Date.parse(answer), moment.zone, moment.now);
}

/** Answers left empty leave no gap: at most one blank line, and none at either end. */
const tidy = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
