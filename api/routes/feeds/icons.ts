import { Hono } from 'hono';
import type { App, AppContext } from '../../context/context.ts';
import { type LogoFile, logoPath } from '../../domain/branding/logo.ts';
import { serve } from '../../http/serve/serve.ts';
import { iconLogo, iconSvg, touchIcon } from '../../render/icon/icon.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { body, reads } from './read.ts';

const SVG = 'image/svg+xml';

/** Icons that browsers, phones and bookmarks ask for: a square logo, or the page’s initial. */
export function icons(): Hono<App> {
  const app = new Hono<App>();
  for (const path of ['/favicon.svg', '/favicon.ico'])
    reads(
      app,
      path,
      iconAt(path, ({ page }) => body(iconSvg(page), SVG)),
    );
  const touch = iconAt(
    '/apple-touch-icon.png',
    ({ page }) => body(touchIcon(page), 'image/png'),
    ({ file }) => !file.endsWith('.svg'), // phones show no SVG
  );
  reads(app, '/apple-touch-icon.png', touch);
  return app;
}

const iconAt =
  (path: string, draw: (s: Snapshot) => Response, isShown = (_: LogoFile): boolean => true) =>
  async (c: AppContext): Promise<Response> => {
    const logo = iconLogo((await c.var.deps.snapshots.current())?.page ?? { logo: null });
    if (!logo || !isShown(logo)) return serve(c, path, draw);
    c.header('cache-control', 'public, max-age=300');
    return c.redirect(logoPath(logo), 302);
  };
