import { Hono } from 'hono';
import type { App, RenderPage } from '../../../context/context.ts';
import { domainIn, recordFor } from '../../../domain/page/custom-domain.ts';

/** What to set for a domain of one’s own. Mounted at /admin/settings/domain. */
export function domainRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => {
    const { baseUrl, hasBaseUrl } = c.var.deps.config;
    const typed = c.req.query('host')?.slice(0, 300);
    const read = typed === undefined ? null : domainIn(typed);
    const host = read && 'host' in read ? read.host : null;
    return renderPage(c, '/admin/settings/domain', {
      ...{ baseUrl, hasBaseUrl, typed, host },
      hasOwnAddress: c.var.page.baseUrl !== null,
      wrong: read && 'wrong' in read ? read.wrong : undefined,
      record: host === null ? null : recordFor(host, baseUrl),
    });
  });
  return app;
}
