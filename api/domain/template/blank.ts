import { isClosed, type State } from '../incident/incident.ts';
import { NEXT_UPDATE, type TemplateField } from './template.ts';

/** Posted in place of a template's id. Drafts drop empty values, so that it needs one of its own. */
export const BLANK = 'blank';

const nextUpdate: TemplateField = {
  key: NEXT_UPDATE,
  label: 'Next update in',
  type: 'duration',
  required: false,
  hint: 'Shown to everyone. Promise what you can keep, even if there is nothing new to say by then.',
  options: ['15', '30', '60', '120', '240'],
};

/** What a form without a template asks besides its text: work that is announced has a window instead. */
export const blankFields = (state: State | undefined): TemplateField[] =>
  state === undefined || isClosed(state) || state === 'scheduled' ? [] : [nextUpdate];
