import {
  type MessageTemplate,
  NEXT_UPDATE,
  type TemplateField,
} from '../../api/domain/template/template.ts';

/** For all components and severities, since no page is known. */
export type Shipped = Omit<MessageTemplate, 'componentIds' | 'severities' | 'translations'>;

type Draft = Pick<TemplateField, 'key' | 'label' | 'type'> & Partial<TemplateField>;

export const field = (draft: Draft): TemplateField => ({
  required: false,
  hint: '',
  options: [],
  ...draft,
});

/** Components with their new status; the form shows the page's list. */
export const componentsField = field({
  key: 'components',
  label: 'Affected components',
  type: 'components',
  hint: 'Choose the status customers see now.',
});

/** The same key in several states, so that the answer is typed once. */
export const since = field({ key: 'since', label: 'Since when?', type: 'instant' });

export const workaround = field({
  key: 'workaround',
  label: 'Is there a workaround?',
  type: 'longtext',
  hint: 'A temporary workaround, if any: “Payments by bank transfer work as usual.”',
});

/** The promise, shown on the page and in mails. */
export const nextUpdate = field({
  key: NEXT_UPDATE,
  label: 'Next update in',
  type: 'duration',
  required: true,
  hint: 'Shown publicly. Choose a time you can keep, even without news.',
  options: ['15', '30', '60', '120', '240'],
});
