import { type CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../../../core/problem.ts';
import { separatorOf, textOfFile } from '../../../domain/subscriber/import-text.ts';
import { storable } from '../../../domain/text/characters.ts';

const MAX_BYTES = 10 * 1024 * 1024;
export const MAX_ROWS = 100_000;

const refuse = (sentence: string) => new Problem('invalid', sentence, { file: sentence });

/** The cells of a CSV file, in any encoding and with any separator that spreadsheets write. */
export function cellsOf(bytes: Uint8Array): string[][] {
  if (bytes.length > MAX_BYTES)
    throw refuse('The file is larger than 10 MB. Split it into several.');
  const read = textOfFile(bytes);
  if ('wrong' in read) throw refuse(read.wrong);
  const { separator, text } = separatorOf(storable(read.text));
  try {
    const cells: string[][] = parse(text, {
      delimiter: separator,
      relax_column_count: true,
      relax_quotes: true,
      to: MAX_ROWS + 2,
    });
    if (cells.length > MAX_ROWS + 1)
      throw refuse('The file has more than 100,000 rows. Split it into several.');
    return cells;
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { lines } = error as CsvError & { lines?: number };
    throw refuse(
      `The file couldn’t be read${lines ? ` near line ${lines}` : ''}: a quotation mark isn’t closed. Correct it and try again.`,
    );
  }
}
