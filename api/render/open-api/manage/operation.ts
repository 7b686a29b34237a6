import { z } from 'zod';

/** An operation that needs a token. */
export type Operation = {
  methods: readonly ('get' | 'post' | 'patch' | 'put' | 'delete')[];
  /** Under `/v1/pages/{page}`, or `below`. */
  path: string;
  below?: string;
  tag?: string;
  summary: string;
  body?: z.ZodType;
  /** Media type of the body, if not JSON. */
  media?: string;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  /** JSON of the schema; with `type`, text of that media type. */
  answers: Record<number, { description: string; schema?: z.ZodType; type?: string }>;
};

export const ok = (description: string, schema: z.ZodType) => ({ 200: { description, schema } });
export const created = (description: string, schema: z.ZodType) => ({
  201: { description, schema },
});

export const retried = (what: string) =>
  z.object({
    'Idempotency-Key': z
      .string()
      .max(255)
      .optional()
      .meta({
        description: `Repeating a request with the same key doesn’t create another ${what}.`,
      }),
  });
