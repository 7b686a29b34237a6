import { Resolver as DnsResolver } from 'node:dns/promises';
import { connect } from 'node:net';
import type { RecordType } from '../../domain/check/kind.ts';
import { checkHost } from '../../domain/network/destination.ts';
import { noPrivateHosts as none, type PrivateHosts } from '../../domain/network/private-hosts.ts';
import { isPublicAddress } from '../../domain/network/public-address.ts';
import type { Resolver } from '../resolver.ts';
import type { Connected, Probes } from './probe.ts';
import { type NoResponse, noResponse } from './request.ts';
import { checkedLookup, codeOf } from './send.node.ts';

/** Connects and looks names up by Node. All addresses of a host are checked, as for requests. */
export const probesFromNode = (given: {
  resolve: Resolver;
  privateHosts: PrivateHosts;
  /** DNS servers instead of those of this machine. */
  servers?: string[];
}): Probes => ({
  connect: ({ host, port, timeoutMs }) => {
    const checked = checkHost(host, port, { runtime: 'node', privateHosts: given.privateHosts });
    if ('wrong' in checked) return Promise.resolve(refused('blocked', 0));
    return opened({ ...checked, port, timeoutMs, lookup: checkedLookup(given, port) });
  },
  lookUp: async (name, record, timeoutMs) => {
    const checked = checkHost(name, 53, { runtime: 'node', privateHosts: given.privateHosts });
    if ('wrong' in checked) return null;
    const resolver = new DnsResolver({ timeout: Math.ceil(timeoutMs / 2), tries: 2 });
    if (given.servers) resolver.setServers(given.servers);
    const late = setTimeout(() => resolver.cancel(), timeoutMs);
    try {
      const found = await resolver.resolve(checked.host, record);
      const isListed = given.privateHosts.allows(checked.host, 53);
      const isHidden = (one: unknown) => !isListed && isPrivateRecord(record, one);
      const all: unknown[] = [found].flat(2);
      return all.some(isHidden) ? 'private' : all.map(textOfRecord);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException; // as `node:dns` rejects
      return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : null;
    } finally {
      clearTimeout(late);
    }
  },
});

/** Whether a record has an address or a name that requests may not go to. */
function isPrivateRecord(type: RecordType, record: unknown): boolean {
  if (type === 'TXT') return false;
  if (typeof record === 'string' && (type === 'A' || type === 'AAAA'))
    return !isPublicAddress(record);
  const name = typeof record === 'string' ? record : (record as { exchange: string }).exchange; // of MX
  // A lone dot is “none”.
  return name !== '' && 'wrong' in checkHost(name, 53, { runtime: 'node', privateHosts: none });
}

const textOfRecord = (record: unknown): string =>
  typeof record === 'string' ? record : Object.values(record as object).join(' '); // MX: priority and host

const refused = (code: NoResponse, durationMs: number): Connected => {
  const { message } = noResponse(code, false, durationMs) as { message: string };
  return { kind: 'none', code, message, durationMs };
};

function opened({
  timeoutMs,
  ...to
}: {
  host: string;
  port: number;
  timeoutMs: number;
  lookup: ReturnType<typeof checkedLookup>;
}): Promise<Connected> {
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  return new Promise((resolve) => {
    const socket = connect(to);
    const end = (result: Connected) => {
      clearTimeout(late);
      socket.destroy();
      resolve(result);
    };
    const late = setTimeout(() => end(refused('timeout', elapsed())), timeoutMs);
    socket.on('connect', () => end({ kind: 'connected', durationMs: elapsed() }));
    socket.on('error', (error) => end(refused(codeOf(error), elapsed())));
  });
}
