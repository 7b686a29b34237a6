import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Outage, outageOf } from '../../db/engine/outage.ts';
import type { Finding } from '../domain/preflight/index.ts';
import { TimeoutError } from './timeout.ts';

/** Every error that the product returns on purpose, and `fault` for all others. */
const problemStatus = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  invalid: 422,
  too_many: 429,
  /** Unexpected: details are in the log. */
  fault: 500,
  unavailable: 503,
  full: 507,
} as const satisfies Record<string, ContentfulStatusCode>;

export type ProblemCode = keyof typeof problemStatus;

/**
 * `message` says what to do; `fields` has one sentence per invalid input. `link` is the page of the
 * console to go to, `findings` what preflight found if it has run.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly fields: Record<string, string>;
  readonly link: string | undefined;
  readonly findings: Finding[] | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    fields: Record<string, string> = {},
    options?: ErrorOptions & { link?: string; findings?: Finding[] | undefined },
  ) {
    super(message, options);
    this.name = 'Problem';
    this.code = code;
    this.fields = fields;
    this.link = options?.link;
    this.findings = options?.findings;
  }

  get status(): ContentfulStatusCode {
    return problemStatus[this.code];
  }
}

export const notFound = (what: string): Problem =>
  new Problem('not_found', `This ${what} doesn’t exist on this page.`);

/** A form with errors: `fields` says what to change in each. */
export const refused = (fields: Record<string, string>): Problem =>
  new Problem('invalid', 'Not saved. Fix the highlighted fields.', fields);

const outages: Record<Outage, [ProblemCode, string]> = {
  full: ['full', 'Not saved: the database’s disk is full. Free up space and try again.'],
  busy: ['unavailable', 'Not saved: the database is locked. Try again in a few seconds.'],
  away: [
    'unavailable',
    'Not saved: the database isn’t responding. Your text is still here; try again in a minute.',
  ],
};

/** What a failing database means for a write; null for an error of ours. */
export function outageProblem(error: unknown): Problem | null {
  if (error instanceof TimeoutError) return new Problem(...outages.away);
  const outage = outageOf(error);
  return outage && new Problem(...outages[outage]);
}
