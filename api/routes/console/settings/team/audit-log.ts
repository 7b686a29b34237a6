import { Hono } from 'hono';
import { z } from 'zod';
import type { App, RenderPage } from '../../../../context/context.ts';
import { type AuditKind, auditKinds } from '../../../../domain/audit/kinds.ts';
import { PageNumber } from '../../../../http/form.ts';
import { requirePermission } from '../../../../http/permission.ts';
import { readAuditLines, readAuditLog } from '../../../../reads/audit-log.ts';
import { auditCsv, auditJson } from '../../../../render/csv/audit-log.ts';

const kinds = Object.keys(auditKinds) as AuditKind[]; // the keys of a literal
const Query = z.object({
  who: z.string().min(1).max(120).nullable().catch(null),
  kind: z.enum(kinds).nullable().catch(null),
  from: z.iso.date().nullable().catch(null),
  until: z.iso.date().nullable().catch(null),
  page: PageNumber,
});

/** Who did what, newest first. Mounted at /admin/settings/audit-log. */
export function auditLog(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('audit.read'));
  app.get('/', async (c) => {
    const { deps, page } = c.var;
    const log = await readAuditLog(deps.db, page, Query.parse(c.req.query()));
    return renderPage(c, '/admin/settings/audit-log', log);
  });
  app.get('/export', async (c) => {
    const { deps, page } = c.var;
    const lines = await readAuditLines(deps.db, page, Query.parse(c.req.query()));
    return c.req.query('format') === 'json'
      ? c.body(auditJson(lines), 200, headersOf('json', 'application/json'))
      : c.body(auditCsv(lines), 200, headersOf('csv', 'text/csv; charset=utf-8'));
  });
  return app;
}

const headersOf = (extension: string, type: string) => ({
  'content-type': type,
  'content-disposition': `attachment; filename="audit-log.${extension}"`,
});
