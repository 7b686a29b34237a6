import { createServer } from 'node:http';

/** Many hosts in one process: every loopback address is one. Those of DEAD never answer. */
const dead = new Set(process.argv.slice(2));

let received = 0;
/** When each message arrived, in ms of this process, by host. */
let arrived: [host: string, at: number][] = [];

const server = createServer((request, response) => {
  const host = request.socket.localAddress ?? '';
  if (request.method === 'GET') {
    response.end(JSON.stringify({ received, arrived, now: Date.now() }));
    [received, arrived] = [0, []];
    return;
  }
  request.resume().on('end', () => {
    received++;
    arrived.push([host, Date.now()]);
    if (!dead.has(host)) response.writeHead(204).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '0.0.0.0', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(address?.port);
});
