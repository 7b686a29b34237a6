import { Document, isPair, isScalar, Scalar, visit } from 'yaml';
import type { MessageTemplate, TemplateField } from '../../api/domain/template/template.ts';
import type { Naming } from './naming.ts';

/** One YAML document per template, for Git, for reading, and for importing. */
export const writeTemplates = (templates: readonly MessageTemplate[], naming: Naming): string =>
  templates.map((template) => documentOf(template, naming)).join('---\n');

/** `investigating-payments.yaml` */
export const fileNameOf = ({ state, name }: Pick<MessageTemplate, 'state' | 'name'>): string => {
  const words =
    name
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const slug = words.join('-').slice(0, 60);
  return `${[state, slug === state ? '' : slug].filter(Boolean).join('-')}.yaml`;
};

function documentOf(template: MessageTemplate, naming: Naming): string {
  const { state, name, componentIds, severities, fields, body, translations } = template;
  const components = componentIds.flatMap((id) => naming.nameOf.get(id) ?? []);
  const file = new Document({
    state,
    name,
    ...(components.length > 0 ? { components } : {}),
    ...(severities.length > 0 ? { severities } : {}),
    ...(fields.length > 0 ? { fields: fields.map(fieldOf) } : {}),
    text: `${body}\n`,
    ...(Object.keys(translations).length > 0
      ? {
          translations: Object.fromEntries(
            Object.entries(translations).map(([locale, text]) => [locale, `${text}\n`]),
          ),
        }
      : {}),
  });
  visit(file, {
    Pair: (_, { key, value }, path) => {
      const isText = path.length === 2 && isScalar(key) && key.value === 'text';
      if ((isText || isTranslation(path)) && isScalar(value)) value.type = Scalar.BLOCK_LITERAL;
    },
  });
  return file.toString({ lineWidth: 0 });
}

/** A pair in the map below `translations`. */
const isTranslation = (path: readonly unknown[]): boolean => {
  const [, , above] = path;
  return (
    path.length === 4 && isPair(above) && isScalar(above.key) && above.key.value === 'translations'
  );
};

/** Leaves out default values. */
function fieldOf({ key, label, type, required, hint, options }: TemplateField) {
  return {
    key,
    label,
    type,
    ...(required ? { required } : {}),
    ...(hint ? { hint } : {}),
    ...(options.length > 0 ? { options } : {}),
  };
}
