import { Resolver as DnsResolver } from 'node:dns/promises';
import type { Resolver } from './resolver.ts';

/** Codes of a name that has no such record, as opposed to a server that gave no answer. */
const NO_RECORD = new Set(['ENOTFOUND', 'ENODATA']);

/** Asks the DNS servers of this machine, or the given ones. Nothing connects to what they answer. */
export const systemResolver =
  (servers?: string[]): Resolver =>
  async (host) => {
    const resolver = new DnsResolver({ timeout: 2_000, tries: 2 });
    if (servers) resolver.setServers(servers);
    const none = (error: NodeJS.ErrnoException): string[] => {
      if (NO_RECORD.has(error.code ?? '')) return [];
      throw error;
    };
    const lookups = [resolver.resolve4(host).catch(none), resolver.resolve6(host).catch(none)];
    return (await Promise.all(lookups).catch(() => null))?.flat() ?? null;
  };
