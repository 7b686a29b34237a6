import { readFileSync } from 'node:fs';
import type { Server, ServerOptions } from 'node:http';
import { SECOND } from '../domain/time/time.ts';

/** Limits of one client's time and memory. The app limits bodies. */
export const limits: ServerOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10 * SECOND,
  requestTimeout: 30 * SECOND,
  // Longer than the usual minute of proxies, so that the server never closes a connection in use.
  keepAliveTimeout: 65 * SECOND,
  connectionsCheckingInterval: SECOND,
};

/** File descriptors reserved for the database, the last-known copy and mail. */
const RESERVED = 64;

/** Rejects connections before the process runs out of file descriptors. */
export function limitConnections(server: Server): void {
  const files = openFilesAllowed();
  if (files !== null) server.maxConnections = Math.max(16, files - RESERVED);
}

/** Null where the system does not tell. */
function openFilesAllowed(): number | null {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return line ? Number(line[1]) : null;
  } catch {
    return null;
  }
}
