import type { OutgoingRules } from '../../domain/network/destination.ts';
import { checkDestination, destinationProblems } from '../../domain/network/destination.ts';
import type { SendRequest } from '../../network/outgoing/request.ts';
import type { GetSource } from '../port/port.ts';
import { SourceError } from '../port/source-error.ts';

const MB = 1024 * 1024;
/** Of one answer, and of all together. Larger pages are for the command line. */
const ANSWER_BYTES = 4 * MB;
const ALL_BYTES = 16 * MB;
const MAX_REDIRECTS = 5;
const TIMEOUT = 30_000;

export type Reach = {
  send: SendRequest;
  rules: OutgoingRules;
  /** Requests that one import may send. */
  maxRequests: number;
};

const larger = (what: string): SourceError =>
  new SourceError(
    `${what}. Import it on the command line instead: npm run import. Nothing was imported.`,
  );

/** How the console reads a source: each address on the way must be one that requests may go to. */
export function getByOutgoing({ send, rules, maxRequests }: Reach): GetSource {
  let requests = 0;
  let bytes = 0;
  return async (given, headers = {}) => {
    const start = addressFor(given, rules);
    let url = start;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (++requests > maxRequests)
        throw larger(`This source needs more than ${maxRequests} requests`);
      const own = url.origin === start.origin ? headers : {};
      const answer = await send({
        ...{ url: url.href, method: 'GET', timeoutMs: TIMEOUT, maxBytes: ANSWER_BYTES + 1 },
        headers: { accept: 'application/json', 'user-agent': 'Allclear import', ...own },
      });
      if (answer.kind === 'none')
        throw new SourceError(`Can’t read ${url.href}. ${answer.message}`, {
          cause: { code: answer.code === 'broken' ? 'ECONNRESET' : answer.code },
        });
      const { status, body, headers: answered } = answer;
      const next = status >= 300 && status < 400 ? answered.get('location') : null;
      if (next !== null) {
        url = addressFor(URL.canParse(next, url) ? new URL(next, url).href : next, rules);
        continue;
      }
      const size = new TextEncoder().encode(body).length;
      bytes += size;
      if (size > ANSWER_BYTES || bytes > ALL_BYTES) throw larger(`${url.href} is too large`);
      return { status, text: body, retryAfter: answered.get('retry-after') ?? undefined };
    }
    throw new SourceError(
      `${given} redirects more than ${MAX_REDIRECTS} times. Nothing was imported.`,
    );
  };
}

function addressFor(text: string, rules: OutgoingRules): URL {
  const checked = checkDestination(text, rules);
  if ('url' in checked) return checked.url;
  throw new SourceError(
    `${destinationProblems[checked.wrong]} Nothing was imported. Asked for: ${text.slice(0, 200)}`,
  );
}
