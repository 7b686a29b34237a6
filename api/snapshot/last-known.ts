import type { Snapshot } from './snapshot.ts';

/** Increase when a stored Snapshot can no longer be read by the previous version, or the reverse. */
const FORMAT = 3;

/** The copy of the last public snapshot, stored apart from the database. */
export type LastKnown = {
  load(): Promise<Snapshot | null>;
  save(snapshot: Snapshot): Promise<void>;
};

/** The file name of the copy for a page with a host of its own, or with null of the installation's page. */
export const copyName = (host: string | null): string =>
  host === null ? 'last-known.json' : `last-known.${encodeURIComponent(host)}.json`;

/** The same for the bytes of logos, by file name. */
export type LogoCopies = {
  load(file: string): Promise<Uint8Array<ArrayBuffer> | null>;
  save(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};

/** For tests, and where no copy can be stored. */
export const noLastKnown: LastKnown = { load: async () => null, save: async () => {} };

export const noLogoCopies: LogoCopies = { load: async () => null, save: async () => {} };

export const encodeCopy = (snapshot: Snapshot): string =>
  JSON.stringify({ format: FORMAT, snapshot });

/** Null for anything but a complete copy of this format: a wrong page is worse than none. */
export function decodeCopy(text: string): Snapshot | null {
  try {
    const copy = JSON.parse(text) as { format?: number; snapshot?: Snapshot }; // checked below
    return copy.format === FORMAT && copy.snapshot?.page ? copy.snapshot : null;
  } catch {
    return null;
  }
}
