import { getCookie } from 'hono/cookie';
import type { InternalReader } from '../../../db/internal/subscription.ts';
import { viewerOfSession } from '../../../db/internal/viewer.ts';
import { findSitePage, type Page } from '../../../db/page/page.ts';
import { personOf } from '../../auth/session.ts';
import type { AppContext } from '../../context/context.ts';
import { Problem } from '../../core/problem.ts';
import { sha256 } from '../../core/secret.ts';
import type { Locale } from '../../domain/text/locale.ts';
import { preferredLocale, requestedLocale } from '../../http/language.ts';
import { assertCan } from '../../http/permission.ts';

/** The cookie of a viewer's session, sent to the internal page only. */
export const VIEWER_COOKIE = 'internal_session';

/** Who reads the internal page. `personId`: the member whose restricted incidents are shown. */
export type Reader = { who: InternalReader; personId: string | null; name: string };

export async function pageOfSite(c: AppContext): Promise<Page> {
  const page = await findSitePage(c.var.deps.db, c.var.deps.pageId);
  if (!page) throw new Problem('unavailable', 'This status page isn’t set up yet.');
  return page;
}

/** The page, and the reader's language on it: their choice by the switch, or else their browser's. */
export async function localizedPage(c: AppContext): Promise<{ page: Page; locale: Locale }> {
  const page = await pageOfSite(c);
  const { browser, chosen } = preferredLocale(requestedLocale(c), page.locale);
  return { page, locale: chosen ?? browser };
}

/** A member of the team, or a viewer who still has access; null for everybody else. */
export async function readerOf(c: AppContext, page: Page): Promise<Reader | null> {
  const { deps } = c.var;
  const member = await personOf(deps, c.req.raw.headers, false);
  if (member) {
    const { actor } = member;
    assertCan(actor, 'internal.read', page);
    return { who: { userId: actor.id }, personId: actor.id, name: actor.name };
  }
  const secret = getCookie(c, VIEWER_COOKIE);
  const viewer = secret
    ? await viewerOfSession(deps.db, page.id, await sha256(secret), deps.clock())
    : null;
  return viewer && { who: { viewerId: viewer.id }, personId: null, name: viewer.email };
}
