type Values = Readonly<Record<string, string | readonly string[]>>;

/** A question as the editor submits it, unchecked. */
type TemplateRow = {
  key: string;
  label: string;
  type: string;
  required: boolean;
  hint: string;
  options: string[];
};

/** The rows `fields.0.key`, `fields.0.label` … in order, without empty ones. */
export function rowsIn(values: Values): TemplateRow[] {
  const numbers = Object.keys(values).flatMap((name) => /^fields\.(\d+)\./.exec(name)?.[1] ?? []);
  return [...new Set(numbers.map(Number))]
    .sort((a, b) => a - b)
    .map((i) => rowAt(values, i))
    .filter((row) => row.key || row.label);
}

function rowAt(values: Values, i: number): TemplateRow {
  const text = (name: string): string => [values[`fields.${i}.${name}`] ?? ''].flat()[0] ?? '';
  const label = text('label').trim();
  return {
    key: text('key').trim() || keyOf(label),
    label,
    type: text('type'),
    required: text('required') !== '',
    hint: text('hint').trim(),
    options: text('options')
      .split(/\r?\n|,/)
      .map((option) => option.trim())
      .filter(Boolean),
  };
}

/** `Who is affected?` as `who_is_affected`; empty where no letter of it is one of a key. */
const keyOf = (label: string): string =>
  label
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+/, '')
    .slice(0, 40)
    .replace(/_$/, '');
