import type { RefusedForm } from '../../../../context/context.ts';

/** What the pressed button would have done with the text. */
export type Intent = 'publish' | 'approval' | 'schedule' | 'save' | 'cancel' | 'delete';

const outcome: Record<Intent, string> = {
  publish: 'Not published.',
  approval: 'Approval not requested.',
  schedule: 'Not scheduled.',
  save: 'Not saved.',
  cancel: 'Not canceled.',
  delete: 'Not deleted.',
};
const verb: Record<Intent, string> = {
  publish: 'publish',
  approval: 'request approval',
  schedule: 'schedule',
  save: 'save',
  cancel: 'cancel',
  delete: 'delete',
};

/** The rules refuse a text the same way whatever it is for; the form names what was not done. */
export function refusedAs(intent: Intent, form: RefusedForm): RefusedForm {
  const worded = (sentence: string) =>
    sentence
      .replace(/^(?:Not (?:published|saved|scheduled)|Approval not requested)\./, outcome[intent])
      .replace(/(?<=, (?:or|then) )publish\b/, verb[intent]);
  const fields = Object.entries(form.fields).map(([name, fault]) => [name, worded(fault)] as const);
  return { ...form, message: worded(form.message), fields: Object.fromEntries(fields) };
}
