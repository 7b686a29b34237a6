import type { RefusedForm } from '../../../../api/context/context.ts';

/** The first invalid field of a form, which gets the focus. */
const focused = new WeakMap<RefusedForm, string>();

/** Values of a form: the submitted ones after an error, otherwise the stored ones. */
export function typedIn(form: RefusedForm | undefined) {
  const first = (name: string): string => [form?.values[name] ?? ''].flat()[0] ?? '';
  return {
    value: (name: string, stored: string | number | null = ''): string =>
      form && name in form.values ? first(name) : String(stored ?? ''),
    ticked: (name: string, stored = false): boolean =>
      form ? form.values[name] !== undefined : stored,
    all: (name: string): string[] => [form?.values[name] ?? []].flat(),
    /** True when the form was submitted and comes back. */
    returned: form !== undefined,
    wrong: (name: string): string | undefined => form?.fields[name],
    /** For `autofocus`, which a document may have once. */
    takesFocus: (name: string): true | undefined => {
      if (!form?.fields[name]) return undefined;
      if (!focused.has(form)) focused.set(form, name);
      return focused.get(form) === name || undefined;
    },
    /** True when another state or template was chosen. */
    switched: form?.values.do === 'switch',
    /** True where fields show what somebody else stored meanwhile; see `editedIn`. */
    isConflict: false as boolean,
    /** The stored revision after a conflict, and in a draft that has none because no form saved it. */
    revision: (stored: number): string =>
      form && form.status !== 409 && 'expectedRevision' in form.values
        ? first('expectedRevision')
        : String(stored),
    /** The idempotency key; a new one after a conflict. */
    key: (): string => (form && form.status !== 409 && first('key')) || crypto.randomUUID(),
  };
}

/** The same for a form that edits stored values: after a conflict, each field shows the stored one. */
export const editedIn = (form: RefusedForm | undefined): Typed => ({
  ...typedIn(form),
  isConflict: form?.status === 409,
});

export type Typed = ReturnType<typeof typedIn>;
