import { InternalUpdate, internalPartOf } from '../../../../domain/room/internal-update.ts';
import type { Values } from '../../../../http/form.ts';

/** What is wrong with the internal part of a public update's form, by field. */
export function faultsInInternalPart(values: Values): Record<string, string> {
  const part = internalPartOf(values);
  const { error } = part ? InternalUpdate.safeParse(part) : {};
  const faults = error?.issues ?? [];
  return Object.fromEntries(
    faults.map(({ path, message }) => [`internal.${String(path[0])}`, message]),
  );
}
