import { getTableColumns } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Db } from './client.ts';
import type { Statement } from './write.ts';

/** SQLite allows 32,766 parameters per statement. Fewer make shorter statements and as few round trips. */
const PARAMETERS = 16_000;

/** Inserts many rows in as few statements as possible. */
export function insertRows<T extends SQLiteTable>(
  db: Db,
  table: T,
  rows: readonly T['$inferInsert'][],
): Statement[] {
  const size = Math.floor(PARAMETERS / Object.keys(getTableColumns(table)).length);
  // Drizzle cannot infer columns of a table that is a type parameter; the signature checks the rows.
  return chunksOf(rows, size).map((batch) => db.insert(table).values(batch as never));
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let i = 0; i < items.length; i += size) batches.push(items.slice(i, i + size));
  return batches;
}
