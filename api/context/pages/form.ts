import type { Finding } from '../../domain/preflight/index.ts';

/** Submitted values and errors, to draw a rejected form again. */
export type RefusedForm = {
  status: number;
  message: string;
  /** The page of the console that the message is about. */
  link?: string | undefined;
  fields: Record<string, string>;
  /** What preflight found, where it is the reason. */
  findings?: Finding[] | undefined;
  values: Record<string, string | string[]>;
};

/** A page with a form; `form` is set after a rejected submission. */
export type Form<Props = object> = Props & { form?: RefusedForm };

/** A form whose texts are checked by preflight. */
export type CheckedForm<Props = object> = Form<Props & { findings?: Finding[] }>;
