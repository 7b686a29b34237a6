import { z } from 'zod';
import { State } from '../incident/incident.ts';
import { locales } from '../text/locale.ts';
import type { Translations } from '../text/translation.ts';

/** Key of the field for the promise: minutes until the next update. */
export const NEXT_UPDATE = 'next_update';

export const fieldTypes = [
  'text',
  'longtext',
  'number',
  'yesno',
  'choice',
  'choices',
  'duration',
  'date',
  'instant',
  'link',
  'components',
] as const;

export const TemplateField = z
  .object({
    key: z
      .string()
      .regex(
        /^[a-z][a-z0-9_]{0,39}$/,
        'Use small letters, digits and _ for a field’s key, a letter first.',
      ),
    label: z.string().trim().min(1, 'Give the field a label.').max(120),
    type: z.enum(fieldTypes),
    required: z.boolean().default(false),
    hint: z.string().max(240, 'A hint has at most 240 characters.').default(''),
    /** Choices of a question; for a duration, its minutes. */
    options: z.array(z.string().max(120)).max(20, 'Offer at most 20 answers.').default([]),
  })
  .superRefine(({ key, type, options }, issues) => {
    const message =
      (type === 'choice' || type === 'choices') && options.length < 2
        ? 'Write at least two answers, one a line.'
        : type === 'duration' && !options.every((minutes) => /^[1-9]\d{0,4}$/.test(minutes))
          ? 'Write whole minutes, one a line: 15, 30, 60.'
          : null;
    if (message) issues.addIssue({ code: 'custom', path: ['options'], message });
    if (key === NEXT_UPDATE && type !== 'duration')
      issues.addIssue({
        code: 'custom',
        path: ['type'],
        message: `“${NEXT_UPDATE}” is the promise: its type is duration.`,
      });
  });
export type TemplateField = z.infer<typeof TemplateField>;

/** Characters. */
const LONGEST_BODY = 10_000;

export const MessageTemplate = z.object({
  state: State,
  name: z
    .string()
    .trim()
    .min(1, 'Give the template a name.')
    .max(80, 'A name has at most 80 characters.'),
  /** Components, groups and severities it is for; empty for all. */
  componentIds: z.array(z.string()).max(50, 'Choose at most 50 components.').default([]),
  severities: z.array(z.string().regex(/^SEV\d$/)).default([]),
  body: z
    .string()
    .trim()
    .min(1, 'Write the text of the template.')
    .max(LONGEST_BODY, 'A template’s text has at most 10,000 characters.'),
  /** The text in other languages, with the same fields. */
  translations: z
    .partialRecord(
      z.enum(locales),
      z.string().trim().max(LONGEST_BODY, 'A template’s text has at most 10,000 characters.'),
    )
    .default({}),
  fields: z
    .array(TemplateField)
    .max(20, 'A form has at most 20 fields.')
    .superRefine((fields, issues) => {
      const message = 'Another field has this key: choose a different one.';
      for (const [i, { key }] of fields.entries())
        if (fields.findIndex((field) => field.key === key) < i)
          issues.addIssue({ code: 'custom', path: [i, 'key'], message });
    }),
});
export type MessageTemplate = z.infer<typeof MessageTemplate>;

/** In the order of the product's languages, without empty ones. Old versions have none. */
const partOfTemplate = (given: Translations | undefined): Translations =>
  Object.fromEntries(
    locales.flatMap((locale) => (given?.[locale] ? [[locale, given[locale]]] : [])),
  );

/** The content of a version, in a fixed order, so that versions can be compared as JSON. */
export const contentOf = (row: MessageTemplate): MessageTemplate => ({
  state: row.state,
  name: row.name,
  componentIds: row.componentIds,
  severities: row.severities,
  body: row.body,
  translations: partOfTemplate(row.translations),
  fields: row.fields.map(({ key, label, type, required, hint, options }) => ({
    key,
    label,
    type,
    required,
    hint,
    options,
  })),
});

export const sameContent = (a: MessageTemplate, b: MessageTemplate): boolean =>
  JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b));
