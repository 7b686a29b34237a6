import { readFileSync } from 'node:fs';
import type { Server, ServerOptions } from 'node:http';
import { SECOND } from '../domain/time/time.ts';

/** What one client may take of the server's time and memory. Bodies are limited by the app. */
export const limits: ServerOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10 * SECOND,
  requestTimeout: 30 * SECOND,
  // Longer than a proxy's usual minute, so that it is never the server that hangs up on a request.
  keepAliveTimeout: 65 * SECOND,
  connectionsCheckingInterval: SECOND,
};

/** Kept free for the database, the last-known copy and mail. */
const RESERVED = 64;

/** Turns away connections before the process runs out of files: those it has are then served. */
export function limitConnections(server: Server): void {
  const files = openFilesAllowed();
  if (files !== null) server.maxConnections = Math.max(16, files - RESERVED);
}

/** Null where the system does not say. */
function openFilesAllowed(): number | null {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return line ? Number(line[1]) : null;
  } catch {
    return null;
  }
}
