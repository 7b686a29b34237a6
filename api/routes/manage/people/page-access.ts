import { Hono } from 'hono';
import { z } from 'zod';
import { listViewers, type Viewer } from '../../../../db/internal/viewer.ts';
import {
  inviteInternalViewer,
  removeInternalViewer,
  ViewerInput,
} from '../../../actions/internal/viewer.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { parsed, textField } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';

export const pageAccessFields = z.object({ email: textField('email') });

/** Under `/pages/:page/page_access_users`: who is invited to read the internal page. */
export function pageAccessUsers(): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('member.manage'));

  app.get('/', async (c) => {
    const all = await listViewers(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listingOf(c)).map(viewerShape));
  });

  app.post('/', async (c) => {
    const { deps, actor, page } = c.var;
    const asked = parsed(pageAccessFields, unwrap(await readBody(c), 'page_access_user'));
    const { email } = parsed(ViewerInput, asked);
    await inviteInternalViewer(deps, actor, page, { email });
    const made = (await listViewers(deps.db, page.id)).find((one) => one.email === email);
    return c.json(made ? viewerShape(made) : null, 201);
  });

  app.get('/:user', async (c) => c.json(viewerShape(await requireViewer(c, c.req.param('user')))));

  app.delete('/:user', async (c) => {
    const { deps, actor, page } = c.var;
    const { id } = await requireViewer(c, c.req.param('user'));
    await removeInternalViewer(deps, actor, page.id, id);
    return c.body(null, 204);
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:user', onlyTakes('GET', 'HEAD', 'DELETE'));
  return app;
}

async function requireViewer({ var: { deps, page } }: AppContext, id: string): Promise<Viewer> {
  const found = (await listViewers(deps.db, page.id)).find((one) => one.id === id);
  if (!found) throw notFound('person');
  return found;
}

/** Everybody who is invited reads the same internal page, so there are no groups. */
const viewerShape = (row: Viewer) => ({
  id: row.id,
  page_id: row.pageId,
  email: row.email,
  external_login: null,
  page_access_group_id: null,
  page_access_group_ids: [],
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.createdAt),
});
