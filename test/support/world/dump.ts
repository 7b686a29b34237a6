import type { Db } from '../../../db/engine/client.ts';

export const rows = async (db: Db, sql: string): Promise<Record<string, unknown>[]> =>
  (await db.$client.execute(sql)).rows.map((row) => ({ ...row }));

/** Every row of these tables, or of all tables, to compare two databases. */
export async function dump(db: Db, tables?: string[]): Promise<Record<string, unknown[]>> {
  const all = await rows(
    db,
    "select name from sqlite_schema where type = 'table' and name not like '\\_\\_%' escape '\\' and name not like 'sqlite_%' order by name",
  );
  const chosen = tables ?? all.map((row) => String(row.name));
  const dumped = await Promise.all(
    chosen.map(async (table) => {
      const lines = (await rows(db, `select * from "${table}"`)).map((row) => JSON.stringify(row));
      return [table, lines.sort()] as const;
    }),
  );
  return Object.fromEntries(dumped);
}
