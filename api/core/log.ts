/** Writes one JSON object per line. Never logs an address or a token. */
export type Log = (level: LogLevel, message: string, facts?: Facts) => void;
/** `message` names the event for alerts, so no fact may have that name: a server's answer is `reason`. */
export type Facts = { at?: never; level?: never; message?: never; [fact: string]: unknown };
type LogLevel = keyof typeof weight;

const weight = { info: 0, warn: 1, error: 2 };

/** Writes messages of at least this level: errors to stderr, others to stdout. */
export const logFrom =
  (least: LogLevel): Log =>
  (level, message, facts = {}) => {
    if (weight[level] < weight[least]) return;
    const event = { at: new Date().toISOString(), level, message };
    const line = withoutAddresses(JSON.stringify({ ...event, ...facts, ...event }));
    if (level === 'error') console.error(line);
    else console.log(line);
  };

/**
 * Facts of an unknown error, without data: a failed query has its parameters in its message, but
 * not in its cause.
 */
export function errorFacts(error: unknown): { error: string; stack?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  if (error.cause instanceof Error) return errorFacts(error.cause);
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: `${error.name}: ${error.message}`,
    ...(stack ? { stack: stack.map((line) => line.trim()).join(' | ') } : {}),
  };
}

/** Servers repeat addresses in their replies, which must not be logged. */
const withoutAddresses = (text: string): string =>
  text.replaceAll(/[^\s"'<>(),:;=[\]\\]+@[^\s"'<>(),:;=[\]\\]+/g, '…@…');

/** A reply of a mail server or provider, as facts. */
export const answerFacts = ({ code, message }: { code: string; message: string }) => ({
  code,
  reason: message,
});

/** A path for the log, without tokens and addresses. */
export const loggedPath = (path: string): string =>
  path
    .split('/')
    .map((part) => (part.length > 24 || /@|%/.test(part) ? '…' : part))
    .join('/');

/** Logs a repeated failure once, and once more when it is over. */
export class EdgeTriggeredLog {
  readonly #log: Log;
  readonly #message: string;
  #met: string | null = null;

  constructor(log: Log, message: string) {
    this.#log = log;
    this.#message = message;
  }

  report(error: unknown): void {
    const facts = errorFacts(error);
    if (facts.error !== this.#met) this.#log('error', this.#message, facts);
    this.#met = facts.error;
  }

  resolve(): void {
    if (this.#met !== null) this.#log('info', `no longer: ${this.#message}`);
    this.#met = null;
  }
}
