import type { RefusedForm } from '../../../../api/context/context.ts';

/** The field at which a form comes back: the first in the document that is wrong. */
const focused = new WeakMap<RefusedForm, string>();

/** A form's values: what was typed, when it came back; what is stored, when it is opened. */
export function typedIn(form: RefusedForm | undefined) {
  const first = (name: string): string => [form?.values[name] ?? ''].flat()[0] ?? '';
  return {
    value: (name: string, stored: string | number | null = ''): string =>
      form && name in form.values ? first(name) : String(stored ?? ''),
    ticked: (name: string, stored = false): boolean =>
      form ? form.values[name] !== undefined : stored,
    all: (name: string): string[] => [form?.values[name] ?? []].flat(),
    /** This is the form that came back, not one that is opened. */
    returned: form !== undefined,
    wrong: (name: string): string | undefined => form?.fields[name],
    /** For `autofocus`, which a document may have once. */
    takesFocus: (name: string): true | undefined => {
      if (!form?.fields[name]) return undefined;
      if (!focused.has(form)) focused.set(form, name);
      return focused.get(form) === name || undefined;
    },
    /** Another state or template was chosen half-way. */
    switched: form?.values.do === 'switch',
    /** After a refusal for staleness the next press builds on what is stored now. */
    revision: (stored: number): string =>
      form && form.status !== 409 ? first('expectedRevision') : String(stored),
    /** A press is told apart by its key; one that clashed gets a new one. */
    key: (): string => (form && form.status !== 409 && first('key')) || crypto.randomUUID(),
  };
}

export type Typed = ReturnType<typeof typedIn>;
