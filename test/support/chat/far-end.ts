import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestBody } from '../server/request-body.ts';

export type Answer = { status: number; body?: object | string; headers?: Record<string, string> };
/** A failure in place of the next answer: `drop` closes the connection after the message was taken. */
export type Trouble = Answer | 'drop' | 'hang' | null;
export type Received = {
  method: string;
  path: string;
  search: URLSearchParams;
  token: string | null;
  /** Of a webhook, the same for each attempt. */
  messageId: string | null;
  text: string;
};

/** A message as its readers see it, with all that replaced it. */
export type Posted = {
  /** The address or channel it was posted to. */
  to: string;
  id: string;
  /** The message that it answers. */
  thread: string | null;
  body: unknown;
  edits: unknown[];
};

/** A chat service on a loopback address, with its published limits and errors. */
export abstract class ChatService {
  readonly posted: Posted[] = [];
  /** Refusals of messages for what they are, such as their size. */
  readonly refused: string[] = [];
  /** Mentions that would notify people. */
  readonly mentions: string[] = [];
  calls = 0;
  /** Called before an answer; what it returns is the answer. */
  trouble: (received: Received) => Trouble = () => null;
  /** Messages a second to one place; 0 for no limit. */
  perSecond = 0;
  /** How long an answer takes, ms. */
  delay: () => number = () => 0;
  readonly #server: Server = createServer((request, response) => {
    void this.#take(request).then(({ answer, trouble }) => {
      if (trouble === 'drop') response.destroy();
      if (trouble) return;
      const { status, body = '', headers = {} } = answer;
      const type = typeof body === 'string' ? 'text/plain' : 'application/json';
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  readonly #latest = new Map<string, number[]>();

  async start(): Promise<this> {
    // On a busy machine, a connection may be closed at the moment in which it is used again.
    this.#server.keepAliveTimeout = 0;
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    return this;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo; // it listens on TCP
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #take(request: IncomingMessage): Promise<{ answer: Answer; trouble: Trouble }> {
    const url = new URL(request.url ?? '/', 'http://chat.invalid');
    const body = await requestBody(request);
    if (body === null) return { answer: { status: 400 }, trouble: 'drop' };
    const received: Received = {
      method: request.method ?? '',
      path: url.pathname,
      search: url.searchParams,
      token: request.headers.authorization?.replace(/^Bearer /, '') ?? null,
      messageId: request.headersDistinct['webhook-id']?.[0] ?? null,
      text: body.toString(),
    };
    this.calls++;
    const trouble = this.trouble(received);
    if (trouble && typeof trouble === 'object') return { answer: trouble, trouble: null };
    const answer = this.answer(received);
    await new Promise((later) => setTimeout(later, this.delay()));
    return { answer, trouble };
  }

  protected abstract answer(received: Received): Answer;

  protected isTooFast(place: string): boolean {
    const now = Date.now();
    const within = (this.#latest.get(place) ?? []).filter((at) => at > now - 1000);
    if (this.perSecond > 0 && within.length >= this.perSecond) return true;
    this.#latest.set(place, [...within, now]);
    return false;
  }

  protected keep(
    message: Omit<Posted, 'edits' | 'id'>,
    id = `${1000 + this.posted.length}`,
  ): Posted {
    const posted = { ...message, id, edits: [] };
    this.posted.push(posted);
    return posted;
  }

  protected refuse<A extends Answer>(reason: string, answer: A): A {
    this.refused.push(reason);
    return answer;
  }
}

/** The parsed JSON; null for anything that is no object of well-formed text. */
export function objectIn(text: string): Record<string, unknown> | null {
  let isWhole = true;
  try {
    const value: unknown = JSON.parse(text, (_, part) => {
      if (typeof part === 'string' && !part.isWellFormed()) isWhole = false;
      return part;
    });
    return isWhole && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown> | null)
      : null;
  } catch {
    return null;
  }
}
