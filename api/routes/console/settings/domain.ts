import { Hono } from 'hono';
import { checkDomain } from '../../../actions/page/check-domain.ts';
import type { App, AppContext, Pages, RenderPage } from '../../../context/context.ts';
import { domainIn, recordFor } from '../../../domain/page/custom-domain.ts';
import { handleForm, text } from '../../../http/form.ts';

type Shown = Pick<Pages['/admin/settings/domain'], 'check' | 'form'>;

/** What to set for a domain of one’s own, and a look at its DNS. Mounted at /admin/settings/domain. */
export function domainRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = (c: AppContext, typed: string | undefined, shown: Shown = {}) => {
    const { baseUrl, hasBaseUrl } = c.var.deps.config;
    const read = typed === undefined ? null : domainIn(typed);
    const host = read && 'host' in read ? read.host : null;
    return renderPage(c, '/admin/settings/domain', {
      ...{ baseUrl, hasBaseUrl, typed, host },
      hasOwnAddress: c.var.page.baseUrl !== null,
      wrong: read && 'wrong' in read ? read.wrong : undefined,
      record: host === null ? null : recordFor(host, baseUrl),
      ...shown,
    });
  };
  app.get('/', (c) => draw(c, c.req.query('host')?.slice(0, 300)));
  app.post('/', (c) => {
    let check: Shown['check'];
    return handleForm(c, {
      run: async (values) => {
        const read = domainIn(text(values, 'host').slice(0, 300));
        if ('host' in read) check = await checkDomain(c.var.deps, c.var.page.id, read.host);
        return { redraw: values };
      },
      draw: (form) => draw(c, text(form.values, 'host').slice(0, 300), { check, form }),
    });
  });
  return app;
}
