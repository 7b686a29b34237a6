import type { RecordType } from '../../domain/check/kind.ts';
import type { NoResponse } from './request.ts';

export type Connected =
  | { kind: 'connected'; durationMs: number }
  | { kind: 'none'; code: NoResponse; message: string; durationMs: number };

/** What only Node can do for a check. Neither rejects. */
export type Probes = {
  /** Opens a TCP connection and closes it without a byte. */
  connect: (to: { host: string; port: number; timeoutMs: number }) => Promise<Connected>;
  /**
   * Values of a name's records, none where it has no such record; null without an answer. `private`
   * where one of them belongs to a private network, which a check must not find out.
   */
  lookUp: (
    name: string,
    record: RecordType,
    timeoutMs: number,
  ) => Promise<string[] | null | 'private'>;
};
