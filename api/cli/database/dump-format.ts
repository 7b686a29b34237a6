import { z } from 'zod';

const FORMAT = 'allclear dump 1';

export const headOf = () => ({ format: FORMAT });

const Head = z.object({ format: z.literal(FORMAT) });
const Line = z.union([
  z.object({
    table: z.string(),
    row: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  }),
  z.object({ end: z.number() }),
]);
export type Line = z.infer<typeof Line>;

const read = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export const isHead = (text: string): boolean => Head.safeParse(read(text)).success;

/** Null when the line is not part of a dump. */
export const lineOf = (text: string): Line | null => Line.safeParse(read(text)).data ?? null;
