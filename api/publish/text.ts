import { z } from 'zod';

/** What a database can keep of a text: SQLite ends it at a NUL, and half a pair is no UTF-8. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');

/** What nobody can see around it is no part of a name or a title. */
export const visible = (text: string): string =>
  storable(text).replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');

/** A text that may be left empty. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? null : value), schema.nullable());
