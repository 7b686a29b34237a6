import { isClosed, type State } from '../incident/incident.ts';
import { NEXT_UPDATE, type TemplateField } from './template.ts';

/** Submitted in place of a template's id. Drafts drop empty values, so it is not empty. */
export const BLANK = 'blank';

const nextUpdate: TemplateField = {
  key: NEXT_UPDATE,
  label: 'Next update in',
  type: 'duration',
  required: false,
  hint: 'Shown publicly. Choose a time you can keep, even without news.',
  options: ['15', '30', '60', '120', '240'],
};

/** Questions of a form without a template. Maintenance has a window instead. */
export const blankFields = (state: State | undefined): TemplateField[] =>
  state === undefined || isClosed(state) || state === 'scheduled' ? [] : [nextUpdate];
