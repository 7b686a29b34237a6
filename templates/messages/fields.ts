import {
  type MessageTemplate,
  NEXT_UPDATE,
  type TemplateField,
} from '../../api/domain/template/template.ts';

/** For every component and severity: no page is known yet. */
export type Shipped = Omit<MessageTemplate, 'componentIds' | 'severities' | 'translations'>;

type Draft = Pick<TemplateField, 'key' | 'label' | 'type'> & Partial<TemplateField>;

export const field = (draft: Draft): TemplateField => ({
  required: false,
  hint: '',
  options: [],
  ...draft,
});

/** The components with the status each takes; the form draws it as a list of the page's own. */
export const components = field({
  key: 'components',
  label: 'Affected components',
  type: 'components',
  hint: 'Choose the status customers see now.',
});

/** Asked in more than one state under one key, so that the answer is typed once. */
export const since = field({ key: 'since', label: 'Since when?', type: 'instant' });

export const workaround = field({
  key: 'workaround',
  label: 'What can they do meanwhile?',
  type: 'longtext',
  hint: 'A way around the trouble, if there is one: “Payments by bank transfer work as usual.”',
});

/** The promise: shown live on the page and in every mail. */
export const nextUpdate = field({
  key: NEXT_UPDATE,
  label: 'Next update in',
  type: 'duration',
  required: true,
  hint: 'Shown to everyone. Promise what you can keep, even if there is nothing new to say by then.',
  options: ['15', '30', '60', '120', '240'],
});
