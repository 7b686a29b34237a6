import { z } from 'zod';
import { storable } from './characters.ts';

/** Removes invisible characters from the ends of a name or a title. */
export function visible(text: string): string {
  const characters = [...storable(text)];
  const from = characters.findIndex(isVisible);
  return characters.slice(from, characters.findLastIndex(isVisible) + 1).join('');
}
const isVisible = (character: string): boolean => !/[\s\p{Cf}]/u.test(character);

/** A text that may be left empty. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? null : value), schema.nullable());
