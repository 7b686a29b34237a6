import { LiquidError } from 'liquidjs';
import { didYouMean } from './compare/near.ts';

/** A position in a template, both counted from one. */
export type SourcePosition = { line: number; column: number };

/** Why a template does not render. The message includes the place, if known. */
export class TemplateError extends Error {
  readonly reason: string;
  readonly place: SourcePosition | null;

  constructor(reason: string, place: SourcePosition | null = null) {
    super(place ? `Line ${place.line}, column ${place.column}: ${reason}` : reason);
    this.reason = reason;
    this.place = place;
  }
}

const TOO_DEEP = 'The template is nested too deeply or grows too large.';

/** Turns an error of the engine into advice for the template's author. */
export function templateErrorOf(error: unknown, known: { filters: string[]; tags: string[] }) {
  if (error instanceof TemplateError) return error;
  if (!LiquidError.is(error)) return new TemplateError(TOO_DEEP);
  const [, message = error.message, line, column] =
    /^(.*?)(?:, line:(\d+), col:(\d+))?$/s.exec(error.message) ?? [];
  const place = line ? { line: Number(line), column: Number(column) } : null;
  return new TemplateError(reasonOf(message, known), place);
}

function reasonOf(message: string, known: { filters: string[]; tags: string[] }): string {
  const filter = /^undefined filter: (.+)$/.exec(message)?.[1];
  if (filter) return `Unknown filter “${filter}”.${didYouMean(filter, known.filters)}`;
  const tag = /^tag "(.+)" not found$/.exec(message)?.[1];
  if (tag) return `Unknown tag “${tag}”.${didYouMean(tag, known.tags)}`;
  if (/^Maximum call stack/.test(message)) return TOO_DEEP;
  if (/^(memory alloc|parse length) limit exceeded/.test(message))
    return 'The template grows too large: a loop or text repeats too often.';
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}
