import type { Snapshot } from './snapshot.ts';

/** Raised when a Snapshot written by this version could not be read by the one before, or the reverse. */
const FORMAT = 3;

/** The copy of what readers saw last, kept where the database's death cannot reach it. */
export type LastKnown = {
  load(): Promise<Snapshot | null>;
  save(snapshot: Snapshot): Promise<void>;
};

/** The same for the bytes of logos, by the name of the file. */
export type LogoCopies = {
  load(file: string): Promise<Uint8Array<ArrayBuffer> | null>;
  save(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};

/** For tests, and where there is nowhere to keep a copy. */
export const noLastKnown: LastKnown = { load: async () => null, save: async () => {} };

export const noLogoCopies: LogoCopies = { load: async () => null, save: async () => {} };

export const encodeCopy = (snapshot: Snapshot): string =>
  JSON.stringify({ format: FORMAT, snapshot });

/** Null for anything that is not a whole copy of this format: a wrong page is worse than none. */
export function decodeCopy(text: string): Snapshot | null {
  try {
    const copy = JSON.parse(text) as { format?: number; snapshot?: Snapshot }; // checked below
    return copy.format === FORMAT && copy.snapshot?.page ? copy.snapshot : null;
  } catch {
    return null;
  }
}
