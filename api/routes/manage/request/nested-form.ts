/** A form field in Rails' notation: text, a list, or nested fields. */
type FormValue = string | FormValue[] | { [name: string]: FormValue };
type Fields = { [name: string]: FormValue };

const MAX_DEPTH = 5;
const unsafe = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses `incident[components][k3n8]=major_outage&incident[component_ids][]=k3n8`, and lists of fields
 * such as `data[m3][][value]=1`. The last value of a name counts; names with a meaning in JavaScript, such as `__proto__`, are dropped.
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
  } else if (rest[0] === '') {
    const list = Array.isArray(held) ? held : [];
    fields[name] = list;
    putInLast(list, rest.slice(1), value);
  } else {
    const inner = isFields(held) ? held : emptyFields();
    fields[name] = inner;
    put(inner, rest, value);
  }
}

/** As in Rails, `a[][b]` begins the next entry of the list when the last one has a `b` already. */
function putInLast(list: FormValue[], path: string[], value: string): void {
  const last = list.at(-1);
  const [name = ''] = path;
  const goesOn = isFields(last) && !(name in last && path.length === 1);
  const entry = goesOn ? last : emptyFields();
  if (!goesOn) list.push(entry);
  put(entry, path, value);
}

const isFields = (value: FormValue | undefined): value is Fields =>
  typeof value === 'object' && !Array.isArray(value);
