import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Db } from '../../db/engine/client.ts';

export type Weather = {
  /** Delay before each request is forwarded, ms. */
  delay: number;
  /** Responds with 503 or closes the connection instead of forwarding. */
  down: false | '503' | 'cut';
  /** Forwards a request, then closes the connection without a response. */
  loseReply: ((body: string) => boolean) | null;
};

const calm: Weather = { delay: 0, down: false, loseReply: null };

/** Applies the next writing batch but loses its response; later reads fail. */
export function cutAfterCommit({ $client }: Pick<Db, '$client'>): () => void {
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
export async function startWeather(target: string) {
  const weather: Weather = { ...calm };
  let requests = 0;
  const proxy = createServer((req, res) => {
    requests++;
    pass(req, res, target, weather).catch(() => res.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    weather,
    requests: () => requests,
    /** Requests in flight keep their delay. */
    clearUp: () => Object.assign(weather, calm),
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
  weather: Weather,
): Promise<void> {
  const body = Buffer.concat(await req.toArray());
  if (weather.delay > 0) await new Promise((resume) => setTimeout(resume, weather.delay));
  if (weather.down === '503') return void res.writeHead(503).end('the weather is bad');
  if (weather.down === 'cut') return void res.destroy();
  const { host: _, ...headers } = req.headers;
  const onward = request(`${target}${req.url}`, { method: req.method ?? 'GET', headers });
  onward.end(body);
  const [reply] = (await once(onward, 'response')) as [IncomingMessage];
  const answer = Buffer.concat(await reply.toArray());
  if (weather.loseReply?.(body.toString())) return void res.destroy();
  res.writeHead(reply.statusCode ?? 502, reply.headers).end(answer);
}
