import { getTableColumns } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Db } from './client.ts';
import type { Statement } from './write.ts';

/** SQLite takes 32,766 parameters in one statement; fewer make shorter statements and as few trips. */
const PARAMETERS = 16_000;

/** Many rows in as few statements as may be. */
export function insertRows<T extends SQLiteTable>(
  db: Db,
  table: T,
  rows: readonly T['$inferInsert'][],
): Statement[] {
  const size = Math.floor(PARAMETERS / Object.keys(getTableColumns(table)).length);
  // Drizzle cannot follow a table that is a type parameter; the signature holds the rows to it.
  return chunksOf(rows, size).map((batch) => db.insert(table).values(batch as never));
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let i = 0; i < items.length; i += size) batches.push(items.slice(i, i + size));
  return batches;
}
