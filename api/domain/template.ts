import { z } from 'zod';
import { State } from './incident.ts';

/** The promise is a field like any other, with this key: minutes until the next update. */
export const NEXT_UPDATE = 'next_update';

export const fieldTypes = [
  'text',
  'longtext',
  'choice',
  'duration',
  'instant',
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
    /** The answers of a choice; the minutes of a duration. */
    options: z.array(z.string().max(120)).max(20, 'Offer at most 20 answers.').default([]),
  })
  .superRefine(({ key, type, options }, issues) => {
    const message =
      type === 'choice' && options.length < 2
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

export const MessageTemplate = z.object({
  state: State,
  name: z.string().trim().min(1, 'Give the template a name.').max(80),
  body: z.string().trim().min(1, 'Write the text of the template.').max(10_000),
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
