import { SECOND } from '../../../domain/time/time.ts';
import type { OutgoingResponse } from '../../../network/outgoing/request.ts';
import type { ChannelAnswer } from '../../port/channel.ts';

const GONE = 410;
const TOO_MANY = 429;
const UNAVAILABLE = 503;
const DEFAULT_WAIT = 60 * SECOND;

/** Only 2xx accepts a message. Everything but 410 is tried again; redirects are not followed. */
export function webhookAnswer(response: OutgoingResponse, address: string): ChannelAnswer {
  if (response.kind === 'none') {
    const { code, message } = response;
    if (response.mayHaveArrived) return { kind: 'ambiguous', code, message };
    return { kind: 'refused', code, message, ...(code === 'blocked' ? {} : { about: 'server' }) };
  }
  const { status } = response;
  const recorded = { status, excerpt: withoutAddress(response.body, address) };
  if (status >= 200 && status < 300) return { kind: 'sent', failures: [], ...recorded };
  const refused = { kind: 'refused', code: `http_${status}`, ...recorded } as const;
  if (status === GONE)
    return { ...refused, message: 'It answered that it is gone (HTTP 410).', about: 'gone' };
  const message = `It answered with HTTP ${status}.`;
  const wait = waitIn(response.headers.get('retry-after'));
  if (status === TOO_MANY || (status === UNAVAILABLE && wait !== null))
    return { ...refused, message, retryAfter: wait ?? DEFAULT_WAIT };
  return status >= 500 ? { ...refused, message, about: 'server' } : { ...refused, message };
}

/** In ms. */
const waitIn = (header: string | null): number | null =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) * SECOND : null;

/** Some servers repeat the address, whose path or query is often a secret. */
function withoutAddress(text: string, address: string): string {
  const { pathname, search } = new URL(address);
  return [address, pathname + search, pathname, search.slice(1)]
    .filter((part) => part.length > 3)
    .reduce((left, part) => left.replaceAll(part, '…'), text);
}
