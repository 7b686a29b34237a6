import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { type MailText, page, viewer, viewerLink, viewerSession } from '../schema/index.ts';

export type Viewer = typeof viewer.$inferSelect;
type Address = { pageId: string; email: string };

/** Whoever was invited, and people of an allowed domain while it is allowed. */
const isAllowed = ({ pageId, email }: Address) => sql`(
  exists (select 1 from viewer where page_id = ${pageId} and email = ${email} and source = 'invited')
  or exists (select 1 from page p, json_each(p.inside_domains) d
    where p.id = ${pageId} and d.value = substr(${email}, instr(${email}, '@') + 1)))`;

/** Stores a sign-in link and its mail, unless the address has no access. The work is the same. */
export const offerLink = (
  link: typeof viewerLink.$inferInsert,
  mail: { to: string } & MailText,
): Statement[] => [
  plain(sql`insert into viewer_link (id, page_id, email, token_hash, created_at, expires_at)
    select ${link.id}, ${link.pageId}, ${link.email}, ${link.tokenHash}, ${link.createdAt}, ${link.expiresAt}
    where ${isAllowed(link)}`),
  plain(sql`insert into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
    select id, page_id, 'internal_sign_in', ${mail.to}, ${mail.senderName}, ${mail.subject}, ${mail.html},
      ${mail.text}, 'ready', ${dbNow}, created_at from viewer_link where id = ${link.id}`),
];

/** Whether the link can still be used. */
export async function isLinkOpen(
  db: Db,
  pageId: string,
  tokenHash: string,
  now: number,
): Promise<boolean> {
  const rows = await db
    .select({ id: viewerLink.id })
    .from(viewerLink)
    .where(
      and(
        eq(viewerLink.pageId, pageId),
        eq(viewerLink.tokenHash, tokenHash),
        gt(viewerLink.expiresAt, now),
      ),
    );
  return rows.length > 0;
}

/**
 * Turns a link into a session and uses up every link of its address, in one batch. The second
 * statement inserts no row where the link was used, has expired or lost its access.
 */
export const useLink = (of: {
  pageId: string;
  linkHash: string;
  viewerId: string;
  sessionHash: string;
  now: number;
  expiresAt: number;
}): Statement[] => {
  const { pageId, linkHash, viewerId, sessionHash, now, expiresAt } = of;
  const link = sql`viewer_link l where l.page_id = ${pageId} and l.token_hash = ${linkHash} and l.expires_at > ${now}`;
  const email = sql`(select email from viewer_link where page_id = ${pageId} and token_hash = ${linkHash})`;
  return [
    plain(sql`insert into viewer (id, page_id, email, source, created_at)
      select ${viewerId}, l.page_id, l.email, 'domain', ${now} from ${link} on conflict do nothing`),
    plain(sql`insert into viewer_session (token_hash, viewer_id, created_at, expires_at)
      select ${sessionHash}, v.id, ${now}, ${expiresAt} from viewer v
      where v.page_id = ${pageId} and v.email = (select l.email from ${link})`),
    plain(sql`update viewer set last_sign_in_at = ${now}
      where id = (select viewer_id from viewer_session where token_hash = ${sessionHash})`),
    plain(sql`delete from viewer_link where page_id = ${pageId} and email = ${email}`),
  ];
};

/** The viewer behind a session; null where it has ended, or the person has no access any more. */
export async function viewerOfSession(
  db: Db,
  pageId: string,
  tokenHash: string,
  now: number,
): Promise<Viewer | null> {
  const [found] = await db
    .select({ viewer })
    .from(viewerSession)
    .innerJoin(viewer, eq(viewer.id, viewerSession.viewerId))
    .innerJoin(page, eq(page.id, viewer.pageId))
    .where(
      and(
        eq(viewerSession.tokenHash, tokenHash),
        eq(viewer.pageId, pageId),
        gt(viewerSession.expiresAt, now),
        hasAccess,
      ),
    );
  return found?.viewer ?? null;
}

/** Of a viewer joined with the page. */
export const hasAccess = sql`(viewer.source = 'invited' or exists (select 1 from json_each(page.inside_domains) d
  where d.value = substr(viewer.email, instr(viewer.email, '@') + 1)))`;

export const endViewerSession = (db: Db, tokenHash: string): Statement =>
  db.delete(viewerSession).where(eq(viewerSession.tokenHash, tokenHash));

export const listViewers = (db: Db, pageId: string): Promise<Viewer[]> =>
  db.select().from(viewer).where(eq(viewer.pageId, pageId)).orderBy(asc(viewer.email)).limit(500);

/** Somebody of an allowed domain can be invited too, and then keeps access without the domain. */
export const inviteViewer = (db: Db, row: typeof viewer.$inferInsert): Statement =>
  db
    .insert(viewer)
    .values(row)
    .onConflictDoUpdate({
      target: [viewer.pageId, viewer.email],
      set: { source: row.source, invitedByName: row.invitedByName ?? null },
    });

/** Ends their sessions and subscriptions too. */
export const deleteViewer = (db: Db, pageId: string, id: string): Statement =>
  db.delete(viewer).where(and(eq(viewer.pageId, pageId), eq(viewer.id, id)));

export const setInternalDomains = (db: Db, pageId: string, domains: string[]): Statement =>
  db.update(page).set({ internalDomains: domains }).where(eq(page.id, pageId));

/** Links and sessions that ended before. */
export const expiredViewerRows = (db: Db, before: number): Statement[] => [
  db.delete(viewerLink).where(lt(viewerLink.expiresAt, before)),
  db.delete(viewerSession).where(lt(viewerSession.expiresAt, before)),
];
