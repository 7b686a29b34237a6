import { MINUTE } from '../time/time.ts';

/** `failed`: nothing was stored, and the note says why. */
export type SourceImportState = 'reading' | 'failed' | 'checked' | 'storing' | 'done';

type Counts = { added: number; renewed: number; unchanged: number };
type ReportLine = { what: string; why: string };

/** What an import would do or did, with the first lines of long lists. */
export type ImportReport = {
  components: Counts;
  incidents: Counts;
  maintenances: number;
  updates: number;
  /** The first components and the newest incidents that were read. */
  examples: { kind: 'component' | 'group' | 'incident' | 'maintenance'; name: string }[];
  leftOut: { lines: ReportLine[]; count: number };
  changed: { lines: ReportLine[]; count: number };
  gaps: string[];
};

/** A source has less than this for one answer, ms. */
const SILENCE = 2 * MINUTE;

/** Reading or storing that a restart ended. */
export const isInterrupted = (
  { state, workedAt }: { state: SourceImportState; workedAt: number },
  now: number,
): boolean => (state === 'reading' || state === 'storing') && now - workedAt > SILENCE;
