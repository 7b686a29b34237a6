import { z } from 'zod';
import type { AppContext, PageLocals, RefusedForm, RenderPage } from '../context/context.ts';
import { Problem, refused } from '../core/problem.ts';
import { storableIn } from '../domain/text/characters.ts';
import { type LocalReading, localTimeError, readLocal } from '../domain/time/zone.ts';

export type Values = RefusedForm['values'];

/** A submitted form, without files; a repeated field is a list. */
export async function valuesOf(c: AppContext): Promise<Values> {
  const body = await c.req.parseBody({ all: true }).catch(() => {
    throw new Problem('malformed', 'The form was incomplete. Reload the page and try again.');
  });
  const posted = Object.entries(body).map(([name, value]) => {
    const texts = [value].flat().filter((part) => typeof part === 'string');
    return [name, texts.length > 1 ? texts : (texts[0] ?? '')] as const;
  });
  return storableIn(Object.fromEntries(posted));
}

/** The bytes of an uploaded file; undefined without one. */
export async function fileIn(
  c: AppContext,
  name: string,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> } | undefined> {
  const file = [(await c.req.parseBody({ all: true }))[name]]
    .flat()
    .find((one) => one instanceof File);
  // Browsers send an empty file input as a file without a name.
  if (!file || (file.name === '' && file.size === 0)) return undefined;
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

export const text = (values: Values, name: string): string => [values[name] ?? ''].flat()[0] ?? '';

/** A typed local time, with the stored instant and the choice in the repeated hour. */
export const localIn = (values: Values, name: string, zone: string): LocalReading =>
  readLocal(text(values, name).trim(), zone, {
    fold: text(values, `${name}.fold`),
    was: Number(text(values, `${name}.was`)) || null,
  });

/** Throws one Problem with a sentence per invalid field, by form field. */
export function parse<T>(
  schema: z.ZodType<T>,
  values: unknown,
  nameOf = (path: readonly PropertyKey[]): string => path.join('.'),
): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[nameOf(issue.path)] ??= issue.message;
  throw refused(fields);
}

/** The same as a form field. */
export const LocalTime = (values: Values, name: string, zone: string, missing?: string) =>
  z
    .string()
    .default('')
    .transform((_, issues) => {
      const reading = localIn(values, name, zone);
      if ('at' in reading) return reading.at;
      const isMissing = reading.error === 'unreadable' && missing;
      issues.addIssue({ code: 'custom', message: isMissing || localTimeError(reading, zone) });
      return z.NEVER;
    });

/** A check box is present or absent. */
export const Ticked = z.preprocess((value) => value !== undefined, z.boolean());
/** An empty select or input. */
export const orNull = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' || value === undefined ? null : value), schema.nullable());
/** Which page of a list, from 1 on. */
export const PageNumber = z.coerce.number().int().min(1).max(1_000_000).catch(1);
/** The revision that a form was opened on. */
export const Opened = z.coerce.number().int().optional();

type FormHandling = {
  /** Returns the path to redirect to, or values to draw the form with. */
  run: (values: Values) => Promise<string | { redraw: Values }>;
  /** Draws the page of the form. */
  draw: (form: RefusedForm) => Promise<Response>;
  /** Adds values that depend on the submitted ones. */
  complete?: (values: Values) => Promise<Values>;
};

/** Handles a submitted form: redirects, or draws its page again with the input after an error. */
export async function handleForm(
  c: AppContext,
  { run, draw, complete = async (values) => values }: FormHandling,
): Promise<Response> {
  const values = await complete(await valuesOf(c));
  try {
    const done = await run(values);
    if (typeof done === 'string') return c.redirect(done, 303);
    return drawn({ status: 200, message: '', fields: {}, values: done.redraw });
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'not_found') throw error;
    const { status, message, fields, link, findings } = error;
    const submitted = error instanceof RefusedDraft ? error.values : values;
    return drawn({ status, message, link, fields, findings, values: submitted });
  }

  async function drawn(form: RefusedForm): Promise<Response> {
    const page = await draw(form);
    return new Response(page.body, { status: form.status, headers: page.headers });
  }
}

/** `handleForm` for a page that is drawn with `locals`, which may depend on the values. */
export const handleFormOf = (
  c: AppContext,
  renderPage: RenderPage,
  run: FormHandling['run'],
  locals: Partial<PageLocals> | ((values: Values) => Promise<Partial<PageLocals>>) = {},
  complete?: FormHandling['complete'],
): Promise<Response> =>
  handleForm(c, {
    run,
    draw: async (form) => {
      const known = typeof locals === 'function' ? await locals(form.values) : locals;
      return renderPage(c, { ...known, form });
    },
    ...(complete && { complete }),
  });

/** An error that also changed the form, such as a text that was composed again. */
export class RefusedDraft extends Problem {
  readonly values: Values;

  constructor(problem: Problem, values: Values) {
    super(problem.code, problem.message, problem.fields);
    this.values = values;
  }
}
