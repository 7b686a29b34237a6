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
        'Use lowercase letters, digits and _, starting with a letter.',
      ),
    label: z.string().trim().min(1, 'Enter a question.').max(120),
    type: z.enum(fieldTypes),
    required: z.boolean().default(false),
    hint: z.string().max(240, 'A hint can have at most 240 characters.').default(''),
    /** Choices of a question; for a duration, its minutes. */
    options: z.array(z.string().max(120)).max(20, 'Enter at most 20 options.').default([]),
  })
  .superRefine(({ key, type, options }, issues) => {
    const message =
      (type === 'choice' || type === 'choices') && options.length < 2
        ? 'Enter at least two options, one per line.'
        : type === 'duration' && !options.every((minutes) => /^[1-9]\d{0,4}$/.test(minutes))
          ? 'Enter whole minutes, one per line: 15, 30, 60.'
          : null;
    if (message) issues.addIssue({ code: 'custom', path: ['options'], message });
    if (key === NEXT_UPDATE && type !== 'duration')
      issues.addIssue({
        code: 'custom',
        path: ['type'],
        message: `“${NEXT_UPDATE}” must be of type duration.`,
      });
  });
export type TemplateField = z.infer<typeof TemplateField>;

/** Characters. */
const MAX_BODY_LENGTH = 10_000;

export const MessageTemplate = z.object({
  state: State,
  name: z
    .string()
    .trim()
    .min(1, 'Enter a name for the template.')
    .max(80, 'A name can have at most 80 characters.'),
  /** Components, groups and severities it is for; empty for all. */
  componentIds: z.array(z.string()).max(50, 'Choose at most 50 components.').default([]),
  severities: z.array(z.string().regex(/^SEV\d$/)).default([]),
  body: z
    .string()
    .trim()
    .min(1, 'Enter a message for the template.')
    .max(MAX_BODY_LENGTH, 'A template’s message can have at most 10,000 characters.'),
  /** The text in other languages, with the same fields. */
  translations: z
    .partialRecord(
      z.enum(locales),
      z
        .string()
        .trim()
        .max(MAX_BODY_LENGTH, 'A template’s message can have at most 10,000 characters.'),
    )
    .default({}),
  fields: z
    .array(TemplateField)
    .max(20, 'A form can have at most 20 fields.')
    .superRefine((fields, issues) => {
      const message = 'Another question has this key. Choose a different one.';
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
export const templateContent = (row: MessageTemplate): MessageTemplate => ({
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
  JSON.stringify(templateContent(a)) === JSON.stringify(templateContent(b));
