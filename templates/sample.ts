import type { Answers } from '../api/domain/template/message.ts';
import { NEXT_UPDATE, type TemplateField } from '../api/domain/template/template.ts';

/** An answer to every question, to preview a template. */
export function sampleAnswers(fields: readonly TemplateField[], now: number): Answers {
  return Object.fromEntries(fields.map((field) => [field.key, sampleOf(field, now)]));
}

/** Only the required answers. */
export const leastAnswers = (fields: readonly TemplateField[], now: number): Answers =>
  sampleAnswers(
    fields.filter(({ required, key }) => required || key === NEXT_UPDATE),
    now,
  );

function sampleOf({ type, label, options }: TemplateField, now: number): string {
  const instant = new Date(now).toISOString();
  if (type === 'number') return '1200';
  if (type === 'yesno') return 'yes';
  if (type === 'choice') return options[0] ?? label;
  if (type === 'choices') return options.slice(0, 2).join('\n');
  if (type === 'duration') return options[0] ?? '30';
  if (type === 'instant') return instant;
  if (type === 'date') return instant.slice(0, 10);
  if (type === 'link') return 'https://example.com/help';
  return `‹${label}›`;
}
