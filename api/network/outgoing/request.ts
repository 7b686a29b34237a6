import type { DestinationProblem } from '../../domain/network/destination.ts';
import { SECOND } from '../../domain/time/time.ts';

/** A request to an address that somebody else chose. */
export type OutgoingRequest = {
  url: string;
  method?: 'POST' | 'PUT' | 'PATCH' | 'GET' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
  /** For everything, from the name to the end of the response, ms. */
  timeoutMs?: number;
  /** Of the body that is kept; 64 KB unless given. */
  maxBytes?: number;
  /** Asks when the certificate of the host ends. Only Node can tell. */
  readsCertificate?: boolean;
};

export type OutgoingResponse =
  | {
      kind: 'response';
      /** A redirect is not followed: 3xx comes back as it is. */
      status: number;
      headers: Headers;
      /** At most its first `maxBytes`. */
      body: string;
      durationMs: number;
      /** UTC ms. */
      certificateEnds?: number | null;
    }
  | {
      kind: 'none';
      code: NoResponse;
      message: string;
      /** True when the other side may have got the request. */
      mayHaveArrived: boolean;
      durationMs: number;
    };

/** `blocked`: not sent, since the address is not one that requests may go to. */
export type NoResponse = 'blocked' | 'no_such_host' | 'unreachable' | 'tls' | 'timeout' | 'broken';

/** Never rejects. */
export type SendRequest = (request: OutgoingRequest) => Promise<OutgoingResponse>;

export const OUTGOING_TIMEOUT = 15 * SECOND;
export const MAX_RESPONSE_BYTES = 64 * 1024;

const messages: Record<NoResponse, string> = {
  blocked: 'The address is not allowed.',
  no_such_host: 'The host name does not exist, or its DNS server did not answer.',
  unreachable: 'The host could not be reached.',
  tls: 'The host has no valid certificate.',
  timeout: 'The host did not answer in time.',
  broken: 'The connection ended before the response.',
};

export const noResponse = (
  code: NoResponse,
  mayHaveArrived: boolean,
  durationMs: number,
): OutgoingResponse => ({
  kind: 'none',
  code,
  message: messages[code],
  mayHaveArrived,
  durationMs,
});

export const blocked = (_: DestinationProblem): OutgoingResponse => noResponse('blocked', false, 0);

/** Sent unless the caller sets them. Compressed responses would have no limit. */
export const defaultHeaders = { 'user-agent': 'Allclear', 'accept-encoding': 'identity' };

export function textOf(chunks: readonly Uint8Array[], maxBytes = MAX_RESPONSE_BYTES): string {
  const bytes = new Uint8Array(chunks.reduce((n, chunk) => n + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return new TextDecoder().decode(bytes.subarray(0, maxBytes));
}
