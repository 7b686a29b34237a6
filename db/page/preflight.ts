import { eq } from 'drizzle-orm';
import { defaultLocale } from '../../api/domain/text/locale.ts';
import type { Db } from '../engine/client.ts';
import { preparedAll } from '../engine/prepared.ts';
import { member, page, user } from '../schema/index.ts';

/** What preflight needs from a page: its words, its team, and the rules that are off. */
export async function preflightFacts(db: Db, pageId: string) {
  const [[settings], people] = await db.batch(preflightQueries(db, pageId));
  return {
    off: settings?.off ?? [],
    words: settings?.words ?? [],
    severityScale: settings?.severityScale ?? null,
    approvalWithoutSeverity: settings?.approvalWithoutSeverity ?? null,
    locale: settings?.locale ?? defaultLocale,
    people: people.map(({ name }) => name),
  };
}

export const preflightQueries = preparedAll(
  (db, pageId: string) =>
    [
      db
        .select({
          off: page.preflightOff,
          words: page.ownWords,
          severityScale: page.severityScale,
          approvalWithoutSeverity: page.approvalWithoutSeverity,
          locale: page.locale,
        })
        .from(page)
        .where(eq(page.id, pageId)),
      db
        .select({ name: user.name })
        .from(member)
        .innerJoin(user, eq(user.id, member.userId))
        .where(eq(member.pageId, pageId)),
    ] as const,
);
