import { lookup as systemLookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { checkDestination, portOf } from '../../domain/network/destination.ts';
import type { PrivateHosts } from '../../domain/network/private-hosts.ts';
import { isPublicAddress } from '../../domain/network/public-address.ts';
import { SECOND } from '../../domain/time/time.ts';
import type { Resolver } from '../resolver.ts';
import {
  blocked,
  defaultHeaders,
  MAX_RESPONSE_BYTES,
  type NoResponse,
  noResponse,
  OUTGOING_TIMEOUT,
  type OutgoingRequest,
  type OutgoingResponse,
  type SendRequest,
  textOf,
} from './request.ts';

/** Idle connections are closed before most servers close theirs. */
const IDLE = 4 * SECOND;
const MAX_IDLE = 256;

class LookupError extends Error {
  readonly code: NoResponse;
  constructor(code: NoResponse) {
    super(code);
    this.code = code;
  }
}

/**
 * Sends by `node:http`, which follows no redirect, keeps no cookie and uses no proxy. The name is
 * resolved once per connection, all addresses are checked, and the connection goes to one of them.
 */
export function sendFromNode(given: {
  resolve: Resolver;
  privateHosts: PrivateHosts;
  /** Certificate authorities instead of those of Node. */
  ca?: string;
}): SendRequest {
  const { privateHosts } = given;
  const options = { keepAlive: true, maxFreeSockets: MAX_IDLE, timeout: IDLE };
  const agents = {
    'http:': new http.Agent(options),
    'https:': new https.Agent(given.ca === undefined ? options : { ...options, ca: given.ca }),
  };
  return async (request) => {
    const checked = checkDestination(request.url, { runtime: 'node', privateHosts });
    if ('wrong' in checked) return blocked(checked.wrong);
    const { url } = checked;
    const isHttps = url.protocol === 'https:';
    const port = portOf(url);
    return exchange(request, url, {
      agent: agents[isHttps ? 'https:' : 'http:'],
      lookup: checkedLookup(given, port),
    });
  };
}

/** The addresses of a host; rejects unless all of them may be connected to. */
async function allowedAddresses(
  host: string,
  port: number,
  { resolve, privateHosts }: { resolve: Resolver; privateHosts: PrivateHosts },
): Promise<string[]> {
  if (privateHosts.allows(host, port)) {
    // As this machine resolves it, since names of an intranet may be in its hosts file.
    const found = await systemLookup(host, { all: true }).catch(() => []);
    if (found.length === 0) throw new LookupError('no_such_host');
    return found.map(({ address }) => address);
  }
  const found = await resolve(host);
  if (!found || found.length === 0) throw new LookupError('no_such_host');
  const mayConnect = (address: string) =>
    isPublicAddress(address) || (isIP(address) !== 0 && privateHosts.allows(address, port));
  if (!found.every(mayConnect)) throw new LookupError('blocked');
  return found;
}

/** For a connection that goes only to addresses which were checked. */
export const checkedLookup =
  (given: { resolve: Resolver; privateHosts: PrivateHosts }, port: number): LookupFunction =>
  (host, options, callback) => {
    allowedAddresses(host, port, given).then(
      (found) => {
        const all = found.map((address) => ({ address, family: isIP(address) }));
        const [first] = all as [(typeof all)[number]]; // never empty
        if (options.all) callback(null, all);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, '', 0),
    );
  };

function exchange(
  {
    method = 'POST',
    headers,
    body,
    timeoutMs = OUTGOING_TIMEOUT,
    maxBytes = MAX_RESPONSE_BYTES,
    readsCertificate,
  }: OutgoingRequest,
  url: URL,
  by: { agent: http.Agent; lookup: LookupFunction },
): Promise<OutgoingResponse> {
  const isHttps = url.protocol === 'https:';
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve) => {
    let mayHaveArrived = false;
    let endResponse: (() => void) | undefined;
    const fail = (error: NodeJS.ErrnoException) =>
      resolve(noResponse(signal.aborted ? 'timeout' : codeOf(error), mayHaveArrived, elapsed()));
    try {
      const request = (isHttps ? https : http).request(url, {
        ...by,
        method,
        signal,
        headers: {
          ...defaultHeaders,
          ...headers,
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      });
      request.on('socket', (socket) => {
        const isOpen = request.reusedSocket || !socket.connecting;
        if (isOpen && !(isHttps && isHandshaking(socket as TLSSocket))) mayHaveArrived = true;
        else
          socket.once(isHttps ? 'secureConnect' : 'connect', () => {
            mayHaveArrived = true;
          });
      });
      request.on('response', (response) => {
        const chunks: Uint8Array[] = [];
        let length = 0;
        const seen =
          readsCertificate && isHttps
            ? { certificateEnds: endOfCertificate(response.socket as TLSSocket) }
            : {};
        const end = () => {
          const { statusCode = 0, headersDistinct } = response;
          const received = { headers: headersOf(headersDistinct), body: textOf(chunks, maxBytes) };
          resolve({
            kind: 'response',
            status: statusCode,
            ...received,
            ...seen,
            durationMs: elapsed(),
          });
        };
        endResponse = end;
        response.on('data', (chunk: Uint8Array) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length < maxBytes) return;
          end();
          response.destroy();
        });
        response.on('end', end);
        response.on('error', end);
      });
      // Cut off, or too slow: the status is known.
      request.on('error', (error) => (endResponse ? endResponse() : fail(error)));
      request.end(body);
    } catch (error) {
      fail(error as NodeJS.ErrnoException); // such as a header with a line break
    }
  });
}

function endOfCertificate(socket: TLSSocket): number | null {
  const at = Date.parse(socket.getPeerCertificate().valid_to ?? '');
  return Number.isFinite(at) ? at : null;
}

const isHandshaking = (socket: TLSSocket): boolean => socket.getProtocol?.() === null;

function headersOf(distinct: NodeJS.Dict<string[]>): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(distinct))
    for (const value of values ?? []) headers.append(name, value);
  return headers;
}

const UNREACHABLE = /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|EACCES)$/;

/** Why a connection failed. */
export function codeOf(error: NodeJS.ErrnoException): NoResponse {
  if (error instanceof LookupError) return error.code;
  const [first] = error instanceof AggregateError ? error.errors : [];
  const code = error.code ?? first?.code ?? '';
  if (UNREACHABLE.test(code)) return 'unreachable';
  if (/CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO_|ISSUER/.test(code) || /\bSSL\b/.test(error.message))
    return 'tls';
  return 'broken';
}
