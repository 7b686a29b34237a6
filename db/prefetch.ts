import { listComponents } from './component/component.ts';
import { intervalsAfter } from './component/interval.ts';
import { type DrawnForm, draftQueries } from './draft/draft.ts';
import type { Db } from './engine/client.ts';
import { asking } from './engine/write.ts';
import { idempotentQuery } from './incident/idempotency.ts';
import { incidentQueries, lastPublished } from './incident/incident.ts';
import { accessQuery } from './incident/reader.ts';
import { pageQuery, sitePageQuery } from './page/page.ts';
import { preflightQueries } from './page/preflight.ts';
import { sessionQuery, tokenQuery } from './team/account.ts';
import { templateQuery } from './template/template.ts';

type Publishing = { pageId: string; incidentId: string | undefined; key: string | undefined };

/**
 * Loads, in one round trip, what a request to the write API reads before it writes; for a database
 * with a request cache.
 */
export async function prefetchPage(
  db: Db,
  request: Publishing & { tokenHash: string },
): Promise<void> {
  await asking(db)([tokenQuery(db, request.tokenHash), ...incidentFormQueries(db, request)]);
}

/** The same for a form of the console. */
export async function prefetchForm(
  db: Db,
  form: Publishing & {
    session: string;
    /** As the request will ask for it: null for the installation's page. */
    sitePageId: string | null;
    templateId: string;
    draft: { id: string; form: DrawnForm } | null;
    /** Components with a status change that is reported late. */
    backdated: { componentIds: readonly string[]; since: number } | null;
  },
): Promise<void> {
  const { pageId, incidentId, backdated, draft } = form;
  await asking(db)([
    sessionQuery(db, form.session, form.sitePageId),
    sitePageQuery(db, form.sitePageId),
    templateQuery(db, pageId, form.templateId),
    ...incidentFormQueries(db, form),
    ...(incidentId ? [] : [lastPublished(db, pageId)]),
    ...(draft ? draftQueries(db, pageId, draft.id) : []),
    ...(draft ? draftQueries(db, pageId, draft.id, draft.form) : []),
    ...(backdated ? [intervalsAfter(db, backdated.componentIds, backdated.since)] : []),
  ]);
}

const incidentFormQueries = (db: Db, { pageId, incidentId, key }: Publishing) => [
  pageQuery(db, pageId),
  listComponents(db, pageId),
  ...preflightQueries(db, pageId),
  ...(incidentId
    ? [accessQuery(db, pageId, incidentId), ...incidentQueries(db, pageId, incidentId)]
    : []),
  ...(key ? [idempotentQuery(db, pageId, key)] : []),
];
