import { eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { gitHubHook } from '../schema/index.ts';

export type GitHubHook = typeof gitHubHook.$inferSelect;

export async function findGitHubHook(db: Db, pageId: string): Promise<GitHubHook | null> {
  const [row] = await db.select().from(gitHubHook).where(eq(gitHubHook.pageId, pageId));
  return row ?? null;
}

/** A new nonce makes a new secret; the settings stay. */
export const upsertGitHubHook = (
  db: Db,
  row: Pick<GitHubHook, 'pageId' | 'nonce' | 'createdAt'>,
): Statement =>
  db.insert(gitHubHook).values(row).onConflictDoUpdate({ target: gitHubHook.pageId, set: row });

export const updateGitHubHook = (
  db: Db,
  pageId: string,
  changes: Partial<Pick<GitHubHook, 'environments' | 'lastAt' | 'lastOutcome'>>,
): Statement => db.update(gitHubHook).set(changes).where(eq(gitHubHook.pageId, pageId));

export const deleteGitHubHook = (db: Db, pageId: string): Statement =>
  db.delete(gitHubHook).where(eq(gitHubHook.pageId, pageId));
