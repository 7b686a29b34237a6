import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Db } from '../../../db/engine/client.ts';

export type NetworkFaults = {
  /** Delay before each request is forwarded, ms. */
  delay: number;
  /** Responds with 503 or closes the connection instead of forwarding. */
  down: false | '503' | 'cut';
  /** Forwards a request, then closes the connection without a response. */
  loseReply: ((body: string) => boolean) | null;
  /** How many of the next requests end with a closed connection, without being forwarded. */
  cuts: number;
  /** Answers the next requests in the server's place, without forwarding them. */
  refuse: { times: number; status: number; type: string; body: (asked: string) => string } | null;
};

const noFaults: NetworkFaults = { delay: 0, down: false, loseReply: null, cuts: 0, refuse: null };

/** Applies the next writing batch but loses its response; later reads fail. */
export function loseCommitResponse({ $client }: Pick<Db, '$client'>): () => void {
  const { batch, execute } = $client;
  let isCut = false;
  const cut = () => Promise.reject(new Error('the line was cut'));
  $client.batch = async (statements, mode) => {
    if (isCut && mode !== 'write') return cut();
    const results = await batch.call($client, statements, mode);
    isCut ||= mode === 'write';
    return isCut ? cut() : results;
  };
  $client.execute = (...args: unknown[]) => (isCut ? cut() : execute.apply($client, args as never));
  return () => {
    Object.assign($client, { batch, execute });
  };
}

/** An HTTP proxy that simulates network failures on demand. */
export async function startFaultProxy(target: string) {
  const faults: NetworkFaults = { ...noFaults };
  let requests = 0;
  const proxy = createServer((req, res) => {
    requests++;
    pass(req, res, target, faults).catch(() => res.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    faults,
    requests: () => requests,
    /** Requests in flight keep their delay. */
    reset: () => Object.assign(faults, noFaults),
    stop: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

async function pass(
  req: IncomingMessage,
  res: ServerResponse,
  target: string,
  faults: NetworkFaults,
): Promise<void> {
  const body = Buffer.concat(await req.toArray());
  if (faults.delay > 0) await new Promise((resume) => setTimeout(resume, faults.delay));
  if (faults.down === '503') return void res.writeHead(503).end('unavailable');
  if (faults.down === 'cut' || faults.cuts-- > 0) return void res.destroy();
  if (faults.refuse && faults.refuse.times-- > 0) {
    const { status, type, body: answer } = faults.refuse;
    return void res.writeHead(status, { 'content-type': type }).end(answer(body.toString()));
  }
  const { host: _, ...headers } = req.headers;
  const onward = request(`${target}${req.url}`, { method: req.method ?? 'GET', headers });
  onward.end(body);
  const [reply] = (await once(onward, 'response')) as [IncomingMessage];
  const answer = Buffer.concat(await reply.toArray());
  if (faults.loseReply?.(body.toString())) return void res.destroy();
  res.writeHead(reply.statusCode ?? 502, reply.headers).end(answer);
}
