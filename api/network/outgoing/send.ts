import { checkDestination, edgeRules } from '../../domain/network/destination.ts';
import {
  blocked,
  defaultHeaders,
  MAX_RESPONSE_BYTES,
  noResponse,
  OUTGOING_TIMEOUT,
  type SendRequest,
  textOf,
} from './request.ts';

/**
 * Sends by `fetch`, for Workers. They can't pin a connection to a checked address; instead, only
 * names and https on its own port are allowed, and the flag `global_fetch_strictly_public` of
 * wrangler.toml keeps requests on the internet.
 */
export const sendByFetch =
  (ask: typeof fetch): SendRequest =>
  async ({ url, method = 'POST', headers, body, timeoutMs = OUTGOING_TIMEOUT, maxBytes }) => {
    const checked = checkDestination(url, edgeRules);
    if ('wrong' in checked) return blocked(checked.wrong);
    const startedAt = Date.now();
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await ask(checked.url.href, {
        method,
        headers: { ...defaultHeaders, ...headers },
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
        signal,
      });
      const text = await firstBytes(response, maxBytes);
      const durationMs = Date.now() - startedAt;
      const { status } = response;
      return { kind: 'response', status, headers: response.headers, body: text, durationMs };
    } catch {
      return noResponse(signal.aborted ? 'timeout' : 'broken', true, Date.now() - startedAt);
    }
  };

/** What arrived before an error counts: the status is known. */
async function firstBytes({ body }: Response, maxBytes = MAX_RESPONSE_BYTES): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < maxBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
    await reader.cancel();
  } catch {
    // Cut off, or too slow.
  }
  return textOf(chunks, maxBytes);
}
