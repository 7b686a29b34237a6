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
/** What the far end does with one call, instead of taking it. */
export type Trouble =
  /** Answers this and takes nothing. */
  | { status: number; name?: string; headers?: Record<string, string> }
  /** Takes the mails, then cuts the line before its answer. */
  | { dropAfterAccept: true }
  /** Takes the mails and never answers. */
  | { hang: true }
  /** Takes all but those the predicate names. */
  | { refuse: (to: string) => boolean };

/**
 * The far end of mail, in Resend's shape: a batch, idempotency keys that hold for a body, and a
 * record of every copy that would be in somebody's inbox.
 */
export class Provider {
  readonly copies: Copy[] = [];
  readonly calls: Call[] = [];
  /** Asked for each call, in order; null takes it. */
  trouble: (call: Call, n: number) => Trouble | null = () => null;
  delay: () => number = () => 0;
  /** What it answers to questions, such as of its account: a body, or a refusal by its status. */
  asked: (path: string) => object = () => ({ status: 404, name: 'not_found' });
  /** Sent with every answer that takes mails, such as an announced limit. */
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

  /** How many copies each address got. */
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
      return reply(response, status, { statusCode: status, name, message: name }, headers);
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
  body: object,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));
}
