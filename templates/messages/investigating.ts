import { componentsField, field, nextUpdate, type Shipped, since, workaround } from './fields.ts';

export const investigating: Shipped = {
  state: 'investigating',
  name: 'Investigating',
  fields: [
    field({
      key: 'what_users_see',
      label: 'What are customers experiencing?',
      type: 'longtext',
      required: true,
      hint: 'The symptom in their words: “Card payments are declined with ‘try again later’.”',
    }),
    field({
      key: 'who_is_affected',
      label: 'Who is affected?',
      type: 'text',
      hint: '“about one in five customers”, “everyone in Europe”. Leave empty if you don’t know.',
    }),
    since,
    workaround,
    componentsField,
    nextUpdate,
  ],
  body: `{{ what_users_see | sentence }}{% if since %} This started at {{ since }}.{% endif %}{% if who_is_affected %} Affected: {{ who_is_affected | phrase }}.{% endif %}

{% if workaround %}{{ workaround | sentence | prepend: "**Workaround:** " | quote }}

{% endif %}We’re investigating the cause.`,
};
