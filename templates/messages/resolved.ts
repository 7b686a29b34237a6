import { componentsField, field, type Shipped, since } from './fields.ts';

export const resolved: Shipped = {
  state: 'resolved',
  name: 'Resolved',
  fields: [
    field({ ...since, label: 'When did it start?', required: true }),
    field({ key: 'end', label: 'When did it end?', type: 'instant', required: true }),
    field({
      key: 'impact',
      label: 'What was the impact, in one sentence?',
      type: 'longtext',
      required: true,
      hint: '“About one in five card payments was declined; no card was charged twice.”',
    }),
    field({
      key: 'follow_up',
      label: 'What happens next?',
      type: 'longtext',
      hint: 'A planned review, or what customers still need to do.',
    }),
    componentsField,
  ],
  body: `This incident is resolved.{% if since and end %} It lasted from {{ since }} to {{ end }}.{% endif %} {{ impact | sentence }}

{% if follow_up %}{{ follow_up | sentence }}

{% endif %}We apologize for the disruption.`,
};
