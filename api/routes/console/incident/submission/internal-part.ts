import { InternalUpdate, internalPartOf } from '../../../../domain/room/internal-update.ts';
import type { Values } from '../../../../http/form.ts';

/** What is wrong with the internal part of a public update's form, by field. */
export function errorsInInternalPart(values: Values): Record<string, string> {
  const part = internalPartOf(values);
  const { error } = part ? InternalUpdate.safeParse(part) : {};
  const errors = error?.issues ?? [];
  return Object.fromEntries(
    errors.map(({ path, message }) => [`internal.${String(path[0])}`, message]),
  );
}
