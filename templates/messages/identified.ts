import { componentsField, field, nextUpdate, type Shipped, workaround } from './fields.ts';

export const identified: Shipped = {
  state: 'identified',
  name: 'Identified',
  fields: [
    field({
      key: 'cause',
      label: 'What is the cause, in customers’ words?',
      type: 'longtext',
      required: true,
      hint: 'No host names or team names: “A change to how we connect to one card network.”',
    }),
    field({
      key: 'action',
      label: 'What are you doing about it?',
      type: 'longtext',
      required: true,
      hint: '“We’re rolling back the change.”',
    }),
    field({
      key: 'expected',
      label: 'When do you expect it to be fixed?',
      type: 'instant',
      hint: 'Leave empty if you don’t know.',
    }),
    workaround,
    componentsField,
    nextUpdate,
  ],
  body: `We’ve identified the cause. {{ cause | sentence }}

{{ action | sentence }}{% if expected %} We expect this to be fixed by {{ expected }}.{% endif %}

{% if workaround %}{{ workaround | sentence | prepend: "**Workaround:** " | quote }}{% endif %}`,
};
