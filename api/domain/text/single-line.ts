import { z } from 'zod';
import { storable } from './characters.ts';

/** A text of one line: white space and line breaks become single spaces. */
export const singleLine = (max: number, message: string) =>
  z
    .string()
    .overwrite((text) => storable(text).replace(/\s+/g, ' ').trim())
    .max(max, message);
