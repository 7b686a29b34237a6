import { z } from 'zod';
import { storable } from '../domain/characters.ts';

/** What nobody can see around it is no part of a name or a title. */
export const visible = (text: string): string =>
  storable(text).replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');

/** A text that may be left empty. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? null : value), schema.nullable());
