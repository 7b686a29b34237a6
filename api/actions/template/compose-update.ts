import { compose, type Moment, TemplateFault } from '../../../templates/engine.ts';
import { Problem } from '../../core/problem.ts';
import { timeFaults } from '../../domain/incident/incident-times.ts';
import { type Answers, faultsOf } from '../../domain/template/message.ts';
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

/**
 * The text from the current answers. Text edited by hand is not kept. Null when the template fails,
 * which never blocks writing by hand.
 */
export function composed(draft: Composition, moment: Moment): string | null {
  return draft.template ? freshText(draft, moment).fresh : draft.body;
}

/** The same in another language; null when the template fails. */
export function composedIn(
  template: Pick<MessageTemplate, 'body' | 'fields'>,
  answers: Answers,
  moment: Moment,
): string | null {
  const { fields } = template;
  return freshText({ template, fields, answers, body: '', composed: '' }, moment).fresh;
}

/** Errors and texts to show again. `problem` is null when the form can be published. */
export function checkDraft(
  draft: Composition,
  moment: Moment,
): { body: string; composed: string; problem: Problem | null } {
  const made = freshText(draft, moment);
  const fresh = made.fresh ?? draft.composed;
  const answers = faultsInAnswers(askedIn(draft, fresh), draft.answers, moment.now);
  const body = draft.body.trim() === draft.composed.trim() ? fresh : draft.body;
  const inText = made.fault ?? faultInText(draft, fresh, body);
  const faults = { ...answers, ...(inText ? { body: inText } : {}) };
  const problem =
    Object.keys(faults).length > 0
      ? new Problem('invalid', 'Not published. Fix the highlighted fields.', faults)
      : null;
  return { body, composed: draft.template ? fresh : draft.composed, problem };
}

/** A text written by hand needs no answers but the promise. Answers that are given must be valid. */
function askedIn({ fields, body, composed }: Composition, fresh: string): readonly TemplateField[] {
  const written = body.trim();
  const isByHand = written !== '' && written !== composed.trim() && written !== fresh.trim();
  const isAsked = ({ key, required }: TemplateField) =>
    required && (!isByHand || key === NEXT_UPDATE);
  return fields.map((field) => ({ ...field, required: isAsked(field) }));
}

function faultsInAnswers(
  fields: readonly TemplateField[],
  answers: Answers,
  now: number,
): Record<string, string> {
  const shownAnswers = Object.fromEntries(fields.map(({ key }) => [key, answers[key] ?? '']));
  return {
    ...timeFaults(shownAnswers, now),
    ...faultsOf(fields, answers),
  };
}

function freshText(
  draft: Composition,
  moment: Moment,
): { fresh: string | null; fault: string | null } {
  try {
    const { template, answers, body } = draft;
    return { fresh: template ? compose(template, answers, moment) : body, fault: null };
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    const fault = `The template can’t be used (${error.message}) Write the message here.`;
    return { fresh: null, fault: draft.body ? null : fault };
  }
}

/** Rejects a text that the person has not seen, or that no longer matches the answers. */
function faultInText(draft: Composition, fresh: string, body: string): string | null {
  if (!draft.template) return body.trim() ? null : 'Enter a message.';
  if (!draft.body.trim())
    return 'This message was generated from your answers. Review it, then publish.';
  if (!draft.composed.trim() || draft.composed.trim() === fresh) return null;
  return body === fresh
    ? 'Your answers changed, so the message was generated again. Review it, then publish.'
    : 'Your answers changed after you edited the message. Make sure they match, then publish.';
}
