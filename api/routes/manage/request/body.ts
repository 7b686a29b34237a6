import type { Context } from 'hono';
import { z } from 'zod';
import { Problem } from '../../../core/problem.ts';
import { storableIn } from '../../../domain/text/characters.ts';
import { parseNested } from './nested-form.ts';

const Fields = z.record(z.string(), z.unknown());
export type Fields = z.infer<typeof Fields>;

const MAX_DEPTH = 64;

const notFields = (what: string): Problem =>
  new Problem('malformed', `Send ${what} as {"${what}": {…}}, in JSON or as a form.`);

/** The body, JSON or form, without characters that cannot be stored; an empty body has no fields. */
export const readBody = async (c: Context): Promise<Fields> => storableIn(await bodyOf(c));

async function bodyOf(c: Context): Promise<Fields> {
  const type = c.req.header('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return parseNested(await textFields(c));
  const text = (await c.req.text()).trim();
  if (text === '') return {};
  // JSON without its content type arrives as a form; no form starts like this.
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type) && !/^[{[]/.test(text);
  if (isForm) return parseNested(new URLSearchParams(text));
  const body = Fields.safeParse(parseJson(text));
  if (!body.success) throw new Problem('malformed', 'The body is JSON, but not an object: {…}.');
  return body.data;
}

/** The fields in the only envelope: `{"incident": {…}}`. */
export function unwrap(body: Fields, what: string): Fields {
  const inner = Fields.safeParse(body[what]);
  if (!inner.success) throw notFields(what);
  return inner.data;
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('malformed', 'The body is not valid JSON. Check its quotes and commas.');
  }
  if (isDeeper(value, MAX_DEPTH))
    throw new Problem('malformed', `The body is nested deeper than ${MAX_DEPTH} levels.`);
  return value;
}

/** Limits the depth, since values are serialized recursively later. */
const isDeeper = (value: unknown, most: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1)));

async function textFields(c: Context): Promise<[string, string][]> {
  try {
    const entries = [...(await c.req.formData())];
    return entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  } catch {
    throw new Problem('malformed', 'The form couldn’t be read. Send it again.');
  }
}
