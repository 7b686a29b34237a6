import { type Db, openDb } from './client.ts';

/** A consistent copy, even during writes. Throws when the copy fails its integrity check. */
export async function backUp(db: Db, file: string): Promise<void> {
  await db.$client.execute({ sql: 'VACUUM INTO ?', args: [file] });
  const copy = openDb({ url: `file:${file}` });
  try {
    const { rows } = await copy.$client.execute('PRAGMA integrity_check');
    const verdict = String(rows[0]?.integrity_check);
    if (verdict !== 'ok') throw new Error(`the copy is damaged: ${verdict}`);
  } finally {
    copy.$client.close();
  }
}
