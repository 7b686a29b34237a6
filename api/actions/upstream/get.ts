import type { SendRequest } from '../../network/outgoing/request.ts';

/** Summaries of the largest pages have some hundred KB. */
const MAX_BYTES = 2 * 1024 * 1024;
const MAX_REDIRECTS = 3;

export type VendorAnswer =
  | { status: number; body: string; headers: Headers; url: string }
  | { failure: string };

/** Reads an address of a vendor. `send` checks each address on the way. Never rejects. */
export async function getVendor(
  send: SendRequest,
  given: string,
  {
    headers = {},
    timeoutMs = 10_000,
  }: { headers?: Record<string, string>; timeoutMs?: number } = {},
): Promise<VendorAnswer> {
  const start = URL.parse(given);
  let url = start;
  for (let hop = 0; url && hop <= MAX_REDIRECTS; hop++) {
    const own = url.origin === start?.origin ? headers : {};
    const answer = await send({
      ...{ url: url.href, method: 'GET', timeoutMs, maxBytes: MAX_BYTES + 1 },
      headers: { accept: 'application/json, application/xml;q=0.9, */*;q=0.5', ...own },
    });
    if (answer.kind === 'none') return { failure: answer.message };
    const { status, body, headers: answered } = answer;
    const next = status >= 300 && status < 400 && status !== 304 ? answered.get('location') : null;
    if (next === null)
      return body.length > MAX_BYTES
        ? { failure: 'The answer is too large.' }
        : { status, body, headers: answered, url: url.href };
    url = URL.parse(next, url);
  }
  return { failure: 'The address redirects too often.' };
}
