/** A form field in Rails' notation: text, a list, or nested fields. */
type FormValue = string | FormValue[] | { [name: string]: FormValue };
type Fields = { [name: string]: FormValue };

const MAX_DEPTH = 5;
const unsafe = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses `incident[components][k3n8]=major_outage&incident[component_ids][]=k3n8`. The last value
 * of a name counts; names with a meaning in JavaScript, such as `__proto__`, are dropped.
 */
export function parseNested(pairs: Iterable<[string, string]>): Fields {
  const root = emptyFields();
  for (const [name, value] of pairs) {
    const path = pathOf(name);
    if (path) put(root, path, value);
  }
  return root;
}

const emptyFields = (): Fields => Object.create(null);

/** `a[b][]` is `['a', 'b', '']`; null for an invalid or unsafe name. */
function pathOf(name: string): string[] | null {
  const [, head, rest] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
  if (head === undefined || rest === undefined) return null;
  const path = [head, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')];
  return path.length > MAX_DEPTH || path.some((part) => unsafe.has(part)) ? null : path;
}

function put(fields: Fields, [name, ...rest]: string[], value: string): void {
  if (name === undefined) return;
  const held = fields[name];
  if (rest.length === 0) fields[name] = value;
  else if (rest.length === 1 && rest[0] === '') {
    if (Array.isArray(held)) held.push(value);
    else fields[name] = [value];
  } else {
    const inner = isFields(held) ? held : emptyFields();
    fields[name] = inner;
    put(inner, rest, value);
  }
}

const isFields = (value: FormValue | undefined): value is Fields =>
  typeof value === 'object' && !Array.isArray(value);
