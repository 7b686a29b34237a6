import { Resolver as DnsResolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { checkHost } from '../../domain/network/destination.ts';
import type { PrivateHosts } from '../../domain/network/private-hosts.ts';
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
      return [found].flat(2).map(textOfRecord);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException; // as `node:dns` rejects
      return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : null;
    } finally {
      clearTimeout(late);
    }
  },
});

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
