import { createServer } from 'node:http';

/** A provider that takes everything at once and keeps nothing: what is measured is the sender. */
const answer = JSON.stringify({ data: Array.from({ length: 100 }, (_, i) => ({ id: `${i}` })) });
const headers = { 'content-type': 'application/json', 'content-length': answer.length };
const limit = Number(process.argv[2] ?? 0);
const announced = limit > 0 ? { ...headers, 'ratelimit-limit': `${limit}` } : headers;

const slowDown = JSON.stringify({
  statusCode: 429,
  name: 'rate_limit_exceeded',
  message: 'slow down',
});

const taken: number[] = [];
let refused = 0;
const isTooMany = (now: number): boolean => {
  while (taken[0] !== undefined && taken[0] <= now - 1000) taken.shift();
  if (limit > 0 && taken.length >= limit) return true;
  taken.push(now);
  return false;
};

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.method === 'GET') response.end(JSON.stringify({ refused }));
    else if (!isTooMany(performance.now())) response.writeHead(200, announced).end(answer);
    else {
      refused++;
      response.writeHead(429, {
        ...headers,
        'content-length': slowDown.length,
        'retry-after': '1',
      });
      response.end(slowDown);
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}`);
});
