import { z } from 'zod';

/** Texts of a request or an answer, with what the docs say about them. */
export const describedText = (description: string) => z.string().optional().meta({ description });

export const nullableText = (description: string) => z.string().nullish().meta({ description });
