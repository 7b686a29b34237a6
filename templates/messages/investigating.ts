import { components, field, nextUpdate, type Shipped, since, workaround } from './fields.ts';

export const investigating: Shipped = {
  state: 'investigating',
  name: 'Investigating',
  fields: [
    field({
      key: 'what_users_see',
      label: 'What do customers see?',
      type: 'longtext',
      required: true,
      hint: 'The symptom in their words: “Card payments are declined with ‘try again later’.”',
    }),
    field({
      key: 'who_is_affected',
      label: 'Who is affected?',
      type: 'text',
      hint: '“about one in five customers”, “everyone in Europe”. Leave empty if you do not know.',
    }),
    since,
    workaround,
    components,
    nextUpdate,
  ],
  body: `{{ what_users_see | sentence }}{% if since %} This began at {{ since }}.{% endif %}{% if who_is_affected %} Affected: {{ who_is_affected | phrase }}.{% endif %}

{% if workaround %}{{ workaround | sentence | prepend: "**Meanwhile:** " | quote }}

{% endif %}We are looking for the cause.`,
};
