import { componentsField, field, nextUpdate, type Shipped } from './fields.ts';

export const monitoring: Shipped = {
  state: 'monitoring',
  name: 'Monitoring',
  fields: [
    field({
      key: 'change',
      label: 'What did you change?',
      type: 'longtext',
      required: true,
      hint: '“We’ve rolled back the change, and card payments are going through again.”',
    }),
    field({
      key: 'watch_for',
      label: 'What should customers watch for?',
      type: 'longtext',
      hint: 'What may still be slow or missing, and for how long.',
    }),
    componentsField,
    nextUpdate,
  ],
  body: `{{ change | sentence }}

{% if watch_for %}{{ watch_for | sentence }}

{% endif %}We’re monitoring the results before marking this as resolved.`,
};
