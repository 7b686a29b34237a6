import { createApp } from '../app.ts';
import type { PageLocals, RenderPage } from '../context/context.ts';
import type { Deps } from '../context/deps.ts';
import type { Ask } from '../export/files.ts';
import { PageCache } from '../http/cache/page-cache.ts';
import { Drawing } from '../limits/drawing.ts';

/** Asks the app itself, as a reader would; pages say that they are a copy, and of when. */
export function copies(deps: Deps, renderPage: RenderPage): Ask {
  const at = deps.snapshots.asOf() ?? deps.clock();
  const own: Deps = {
    ...deps,
    pages: new PageCache({ salt: '' }),
    drawing: Drawing.unlimited(),
    log: (level, message, facts) => level !== 'info' && deps.log(level, message, facts),
  };
  const app = createApp(
    async () => own,
    (c, locals, path) => {
      const copy = { of: deps.config.baseUrl, at: ages(c.req.path, locals) ? at : null };
      // A copy has its front page in each language; what that leads to, in the page's own.
      return renderPage(c, { ...locals, prefix: '', asOf: null, copy }, path);
    },
  );
  const { origin } = new URL(deps.config.baseUrl);
  return async (path) => app.fetch(new Request(new URL(path, origin)));
}

/** Where the age matters. Elsewhere it would only make every file another one each time. */
const ages = (path: string, locals: Partial<PageLocals> = {}): boolean =>
  path === '/' || locals.incident?.resolvedAt === null;
