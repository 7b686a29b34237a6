import { compose, type Moment, TemplateError } from '../../../templates/engine.ts';
import { Problem } from '../../core/problem.ts';
import { isTimeKey, timeErrors } from '../../domain/incident/incident-times.ts';
import { type Answers, errorsOf } from '../../domain/template/message.ts';
import {
  type MessageTemplate,
  NEXT_UPDATE,
  type TemplateField,
} from '../../domain/template/template.ts';

export type { Moment } from '../../../templates/engine.ts';

/** A form for an update. `composed` is the text that the answers gave when the form was last drawn. */
export type Composition = {
  template: Pick<MessageTemplate, 'body' | 'fields'> | null;
  /** Questions of the form: those of the template, or the default ones without a template. */
  fields: readonly TemplateField[];
  answers: Answers;
  body: string;
  composed: string;
};

/** The text from the current answers. Null without a template, and where it fails. */
export const composed = (draft: Composition, moment: Moment): string | null =>
  freshText(draft, moment).fresh;

/** The same in another language; null when the template fails. */
export function composedIn(
  template: Pick<MessageTemplate, 'body' | 'fields'>,
  answers: Answers,
  moment: Moment,
): string | null {
  const { fields } = template;
  return freshText({ template, fields, answers, body: '', composed: '' }, moment).fresh;
}

/**
 * Errors and texts to show again. `problem` is null when the form can be published. A template's
 * questions hold nothing back: only an empty message is composed, to be read before it goes out.
 */
export function checkDraft(
  draft: Composition,
  moment: Moment,
): { body: string; composed: string; problem: Problem | null } {
  const answers = errorsInAnswers(draft, moment.now);
  const made = draft.body.trim() ? null : freshText(draft, moment);
  const inText = made && (made.error ?? (made.fresh ? GENERATED : 'Enter a message.'));
  const errors = { ...answers, ...(inText ? { body: inText } : {}) };
  const problem =
    Object.keys(errors).length > 0
      ? new Problem('invalid', 'Not published. Fix the highlighted fields.', errors)
      : null;
  const { fresh = null } = made ?? {};
  return { body: fresh ?? draft.body, composed: fresh ?? draft.composed, problem };
}

const GENERATED = 'This message was generated from your answers. Review it, then publish.';

/** Only of answers that do more than fill the text: beginning, end and promise. */
function errorsInAnswers(
  { fields, answers }: Pick<Composition, 'fields' | 'answers'>,
  now: number,
): Record<string, string> {
  const timeFields = fields.filter(({ key }) => key === NEXT_UPDATE || isTimeKey(key));
  const given = Object.fromEntries(timeFields.map(({ key }) => [key, answers[key] ?? '']));
  const optional = timeFields.map((field) => ({ ...field, required: false }));
  return { ...timeErrors(given, now), ...errorsOf(optional, answers) };
}

function freshText(
  { template, answers, body }: Composition,
  moment: Moment,
): { fresh: string | null; error: string | null } {
  if (!template) return { fresh: null, error: null };
  try {
    return { fresh: compose(template, answers, moment), error: null };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const notice = `The template can’t be used (${error.message}) Write the message here.`;
    return { fresh: null, error: body ? null : notice };
  }
}
