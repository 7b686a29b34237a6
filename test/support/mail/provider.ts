import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Copy = {
  to: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  key: string;
};
export type Call = { key: string; body: string; batch: { to: string[]; subject: string }[] };
/** A failure of the provider for one call. */
export type Trouble =
  /** Responds with this status and accepts nothing. `body` replaces the fields of Resend's errors. */
  | { status: number; name?: string; headers?: Record<string, string>; body?: unknown }
  /** Accepts the mails, then closes the connection without a response. */
  | { dropAfterAccept: true }
  /** Accepts the mails and never responds. */
  | { hang: true }
  /** Accepts all mails except those that the predicate matches. */
  | { refuse: (to: string) => boolean };

/**
 * A provider with Resend's API: batches, idempotency keys bound to a body, and a record of every
 * mail that would be delivered.
 */
export class Provider {
  readonly copies: Copy[] = [];
  readonly calls: Call[] = [];
  /** Called for each request, in order; null accepts it. */
  trouble: (call: Call, n: number) => Trouble | null = () => null;
  delay: () => number = () => 0;
  /** Responses to GET requests, such as for the account: a body, or an error by its status. */
  asked: (path: string) => object = () => ({ status: 404, name: 'not_found' });
  /** Headers of every successful response, such as a rate limit. */
  headers: Record<string, string> = {};
  readonly #known = new Map<string, { hash: string; answer: string }>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy());
  });

  static async start(): Promise<Provider> {
    const provider = new Provider();
    await new Promise<void>((ready) => provider.#server.listen(0, '127.0.0.1', ready));
    return provider;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo; // it listens on TCP
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  /** Number of mails per address. */
  inboxes(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { to } of this.copies) counts.set(to, (counts.get(to) ?? 0) + 1);
    return counts;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      const answer = this.asked(request.url ?? '');
      const status = 'status' in answer ? Number(answer.status) : 200;
      return reply(response, status, { statusCode: status, message: 'so it is', ...answer });
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer); // no encoding is set
    const body = Buffer.concat(parts).toString();
    const key = String(request.headers['idempotency-key'] ?? '');
    const batch = JSON.parse(body) as (Copy & { to: string[] })[];
    const call = { key, body, batch };
    this.calls.push(call);
    await new Promise((later) => setTimeout(later, this.delay()));

    const trouble = this.trouble(call, this.calls.length);
    if (trouble && 'status' in trouble) {
      const { status, name = 'application_error', headers = {} } = trouble;
      const { body = { statusCode: status, name, message: name } } = trouble;
      return reply(response, status, body, headers);
    }
    const hash = createHash('sha256').update(body).digest('hex');
    const known = this.#known.get(key);
    if (known && known.hash !== hash)
      return reply(response, 409, {
        statusCode: 409,
        name: 'invalid_idempotent_request',
        message: 'This key was used with another payload.',
      });
    const answer = known?.answer ?? this.#take(batch, key, trouble);
    this.#known.set(key, { hash, answer });
    if (trouble && 'dropAfterAccept' in trouble) {
      response.destroy();
      return;
    }
    if (trouble && 'hang' in trouble) return;
    response.writeHead(200, { 'content-type': 'application/json', ...this.headers }).end(answer);
  }

  #take(batch: (Copy & { to: string[] })[], key: string, trouble: Trouble | null): string {
    const data: { id: string }[] = [];
    const errors: { index: number; message: string }[] = [];
    batch.forEach(({ to, subject, html, text, headers }, index) => {
      const [address = ''] = to;
      if (trouble && 'refuse' in trouble && trouble.refuse(address)) {
        errors.push({ index, message: 'Invalid `to` field.' });
        return;
      }
      this.copies.push({ to: address, subject, html, text, headers, key });
      data.push({ id: crypto.randomUUID() });
    });
    return JSON.stringify(errors.length > 0 ? { data, errors } : { data });
  }
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));
}
