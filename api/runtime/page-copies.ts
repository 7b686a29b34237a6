import { createApp } from '../app.ts';
import type { DrawPage, PageLocals } from '../context/context.ts';
import type { Deps } from '../context/deps.ts';
import type { Ask } from '../export/files.ts';
import { PageCache } from '../http/cache/page-cache.ts';
import { Drawing } from '../limits/drawing.ts';

/** Requests pages from the app itself; copies say what they are, and from when. */
export function copies(deps: Deps, drawPage: DrawPage): Ask {
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
      const copy = { of: liveUrlOf(deps), at: ages(c.req.path, locals) ? at : null };
      // A copy has the front page in every language, and other pages in the page's own.
      return drawPage(c, { ...locals, prefix: '', asOf: null, copy }, path);
    },
  );
  const { origin } = new URL(deps.config.baseUrl);
  return async (path) => app.fetch(new Request(new URL(path, origin)));
}

/** Where the live page is; its snapshot is in memory. */
export const liveUrlOf = ({ snapshots, config }: Deps): string =>
  snapshots.latest()?.page.url ?? config.baseUrl;

/** True for pages that show the time of the copy. Elsewhere it would change every file each time. */
const ages = (path: string, locals: Partial<PageLocals> = {}): boolean =>
  path === '/' || locals.incident?.resolvedAt === null;
