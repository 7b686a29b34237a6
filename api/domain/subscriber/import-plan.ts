import { readAddress } from '../delivery/address.ts';
import { locales } from '../text/locale.ts';
import { type Columns, columnsOf, isConfirmedState, isLeftState } from './import-columns.ts';

/** A row of a file, ready to be written. */
export type ImportedRow = {
  email: string;
  /** Ids of components and groups; empty for everything. */
  componentIds: string[];
  locale: string | null;
  consent: string | null;
  /** False where the file says that the person did not confirm. */
  isConfirmed: boolean;
};

/** Why a row of the file is not imported. Without text of the row, which may be personal. */
export type RowProblem = { row: number; sentence: string };

export type SubscriberImportCounts = {
  rows: number;
  /** Rows that can be imported. */
  good: number;
  problems: number;
  /** The same address in an earlier row. */
  repeated: number;
  /** Already subscribed: left as they are. */
  known: number;
  /** Unsubscribed or bounced earlier: left out. */
  left: number;
};

export type ImportTable = {
  good: ImportedRow[];
  problems: RowProblem[];
  counts: SubscriberImportCounts;
};

type Named = { id: string; name: string };

const MAX_CONSENT = 200;
const BETWEEN_RESTS = 100;
const NO_COLUMN =
  'No column with email addresses was found. Name the column “email” in the first row and try again.';

/**
 * Reads the cells of a file: what can be imported, and a sentence for each row that can’t. `rest`
 * is called between rows, since a long file takes a while.
 */
export async function planSubscribers(
  cells: readonly string[][],
  components: readonly Named[],
  rest: () => Promise<void>,
): Promise<ImportTable | { wrong: string }> {
  const headers = columnsOf(cells[0] ?? []);
  const hasNoHeaders = headers.email === undefined;
  if (hasNoHeaders && !cells[0]?.some((cell) => 'email' in readAddress(cell)))
    return { wrong: NO_COLUMN };
  const columns: Columns = hasNoHeaders
    ? { email: cells[0]?.findIndex((cell) => 'email' in readAddress(cell)) ?? 0 }
    : headers;
  const ids = new Map(
    components.flatMap(({ id, name }) => [
      [id, id],
      [name.toLowerCase(), id],
    ]),
  );
  const counts = { rows: 0, good: 0, problems: 0, repeated: 0, known: 0, left: 0 };
  const [good, problems, seen] = [[] as ImportedRow[], [] as RowProblem[], new Set<string>()];
  for (const [index, row] of cells.entries()) {
    if (index % BETWEEN_RESTS === 0) await rest();
    if ((index === 0 && !hasNoHeaders) || row.every((cell) => cell.trim() === '')) continue;
    counts.rows++;
    const read = readRow(row, columns, ids);
    if ('sentence' in read) problems.push({ row: index + 1, sentence: read.sentence });
    else if ('isLeft' in read) counts.left++;
    else if (seen.has(read.email)) counts.repeated++;
    else {
      seen.add(read.email);
      good.push(read);
    }
  }
  return { good, problems, counts: { ...counts, good: good.length, problems: problems.length } };
}

function readRow(
  row: readonly string[],
  columns: Columns,
  ids: ReadonlyMap<string, string>,
): ImportedRow | { sentence: string } | { isLeft: true } {
  const at = (name: keyof Columns): string => {
    const index = columns[name];
    return index === undefined ? '' : (row[index] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
  };
  const mode = at('mode').toLowerCase();
  if (mode !== '' && mode !== 'email')
    return { sentence: 'Not an email subscriber. Only email addresses can be imported.' };
  if (at('email') === '') return { sentence: 'No email address.' };
  const address = readAddress(at('email'));
  if ('error' in address) return { sentence: 'The email address isn’t valid. Check for typos.' };
  if (isLeftState(at('state'))) return { isLeft: true };
  const names = at('components')
    .split(/[;|,\n]/)
    .map((one) => one.trim().toLowerCase());
  const chosen = names.filter((one) => one !== '' && one !== 'all' && one !== 'everything');
  const componentIds = chosen.flatMap((one) => ids.get(one) ?? []);
  if (componentIds.length < chosen.length)
    return { sentence: 'Names a component that the page doesn’t have.' };
  const language = at('language').toLowerCase();
  const locale = locales.find((one) => one.toLowerCase() === language) ?? null;
  return {
    email: address.email,
    componentIds: [...new Set(componentIds)],
    locale,
    consent: at('consent').slice(0, MAX_CONSENT) || null,
    isConfirmed: isConfirmedState(at('state')) ?? true,
  };
}
