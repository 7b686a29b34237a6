/** One JSON object a line, so that any collector can read it. Never an address, never a token. */
export type Log = (level: LogLevel, message: string, facts?: Facts) => void;
/** `message` names the event, for alerts to match on, so no fact may have its name: a server's answer is a `reason`. */
export type Facts = { at?: never; level?: never; message?: never; [fact: string]: unknown };
type LogLevel = keyof typeof weight;

const weight = { info: 0, warn: 1, error: 2 };

/** Writes what is at least this grave: errors to stderr, the rest to stdout. */
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
 * What a log line says of an unknown error: enough to find it, without the data it met. A failed
 * query carries its parameters in its message; its cause does not.
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

/** Far ends repeat an address in what they say of it: a log does not keep whose mail was refused. */
const withoutAddresses = (text: string): string =>
  text.replaceAll(/[^\s"'<>(),:;=[\]\\]+@[^\s"'<>(),:;=[\]\\]+/g, '…@…');

/** What a mail server or provider answered, as facts. */
export const answerFacts = ({ code, message }: { code: string; message: string }) => ({
  code,
  reason: message,
});

/** A path as a log may keep it: whatever could be a token or an address is left out. */
export const loggedPath = (path: string): string =>
  path
    .split('/')
    .map((part) => (part.length > 24 || /@|%/.test(part) ? '…' : part))
    .join('/');

/** What is tried each second says what is wrong once, not each second, and when that is over. */
export class EdgeTriggeredLog {
  readonly #log: Log;
  readonly #message: string;
  #met: string | null = null;

  constructor(log: Log, message: string) {
    this.#log = log;
    this.#message = message;
  }

  met(error: unknown): void {
    const facts = errorFacts(error);
    if (facts.error !== this.#met) this.#log('error', this.#message, facts);
    this.#met = facts.error;
  }

  over(): void {
    if (this.#met !== null) this.#log('info', `no longer: ${this.#message}`);
    this.#met = null;
  }
}
