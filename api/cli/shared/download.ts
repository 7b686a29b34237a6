import { lookup } from 'node:dns';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { parseIp } from '../../network/address.ts';
import { CommandError } from './command.ts';

export type Bounds = { bytes: number; milliseconds: number };
export const usual: Bounds = { bytes: 64 * 1024 * 1024, milliseconds: 60_000 };
const MAX_REDIRECTS = 5;

export type HttpReply = { status: number; headers: IncomingMessage['headers']; text: string };

/**
 * One GET with limits on decompressed size, total time and redirects, which must use https or stay
 * on the host. Private networks are reachable only if the given host is in one. Throws a `Refusal`.
 */
export async function download(
  given: string,
  { headers = {}, bounds = usual }: { headers?: Record<string, string>; bounds?: Bounds } = {},
): Promise<HttpReply> {
  const start = webAddress(given);
  const signal = AbortSignal.timeout(bounds.milliseconds);
  let url = start;
  try {
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const secrets = url.origin === start.origin ? headers : {};
      const answer = await ask(url, { isGiven: url.hostname === start.hostname, secrets, signal });
      const { statusCode: status = 0, headers: answered } = answer;
      const next = status >= 300 && status < 400 ? answered.location : undefined;
      if (next === undefined)
        return { status, headers: answered, text: await textOf(answer, url, bounds.bytes) };
      answer.destroy();
      url = redirected(url, next);
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      signal.aborted
        ? `${url} didn’t respond within ${bounds.milliseconds / 1000} seconds. Try again later.`
        : `Can’t reach ${url}. Check the URL and your connection.`,
      { cause: error },
    );
  }
  throw new CommandError(`${start} redirects more than ${MAX_REDIRECTS} times.`);
}

function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CommandError(`“${text}” isn’t a URL. Use a URL such as https://status.example.com.`);
  return url;
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : null;
  if (to?.protocol === 'https:') return to;
  if (to && to.protocol === 'http:' && from.protocol === 'http:' && to.host === from.host)
    return to;
  throw new CommandError(
    `${from} redirects to ${location}, which isn’t https, so it wasn’t followed.`,
  );
}

type Request = { isGiven: boolean; secrets: Record<string, string>; signal: AbortSignal };

function ask(url: URL, { isGiven, secrets, signal }: Request): Promise<IncomingMessage> {
  const ip = parseIp(url.hostname);
  if (!isGiven && ip && ip.range() !== 'unicast') throw internalNetworkError(url.hostname);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? overHttps : overHttp;
    const headers = {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': 'Allclear import',
      ...secrets,
    };
    const retryAfter = send(url, { headers, signal, ...(isGiven ? {} : { lookup: publicOnly }) });
    retryAfter.on('response', resolve).on('error', reject).end();
  });
}

/** Checks the addresses that are then connected to, so that DNS cannot change in between. */
const publicOnly: LookupFunction = (host, options, callback) =>
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const isInternal = addresses.some(({ address }) => parseIp(address)?.range() !== 'unicast');
    callback(isInternal ? internalNetworkError(host) : null, addresses);
  });

const internalNetworkError = (host: string): CommandError =>
  new CommandError(`A redirect leads to ${host} in a private network, so it wasn’t followed.`);

async function textOf(answer: IncomingMessage, url: URL, most: number): Promise<string> {
  const batches: Buffer[] = [];
  let size = 0;
  for await (const batch of decoded(answer)) {
    size += batch.length;
    if (size > most) {
      answer.destroy();
      throw new CommandError(`${url} is larger than ${Math.floor(most / 1024 / 1024)} MB.`);
    }
    batches.push(batch);
  }
  return Buffer.concat(batches).toString('utf8');
}

/** Decompresses in chunks, so that the limit applies to the decompressed size. */
function decoded(answer: IncomingMessage): Readable {
  const encoding = answer.headers['content-encoding']?.toLowerCase() ?? 'identity';
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : null;
  if (!decoder) return answer;
  answer.on('error', (error) => decoder.destroy(error));
  return answer.pipe(decoder);
}
