import { tokenQuery } from './account.ts';
import type { Db } from './client.ts';
import { listComponents } from './component.ts';
import { idempotentQuery, incidentQueries } from './incident.ts';
import { pageQuery } from './page.ts';
import { preflightQueries } from './preflight.ts';
import { asking } from './write.ts';

/**
 * One round trip for all that a request to the write API looks at before it writes: for a database
 * that remembers.
 */
export async function readAhead(
  db: Db,
  request: {
    tokenHash: string;
    pageId: string;
    incidentId: string | undefined;
    key: string | undefined;
  },
): Promise<void> {
  const { tokenHash, pageId, incidentId, key } = request;
  await asking(db)([
    tokenQuery(db, tokenHash),
    pageQuery(db, pageId),
    listComponents(db, pageId),
    ...preflightQueries(db, pageId),
    ...(incidentId ? incidentQueries(db, pageId, incidentId) : []),
    ...(key ? [idempotentQuery(db, pageId, key)] : []),
  ]);
}
