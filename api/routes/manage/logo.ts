import { Hono } from 'hono';
import { saveLogo } from '../../actions/page/branding.ts';
import { Upload } from '../../actions/page/logo.ts';
import type { App, AppContext } from '../../context/context.ts';
import { Problem } from '../../core/problem.ts';
import { type Logo, type LogoFile, logoPath } from '../../domain/branding/logo.ts';
import { addressOf } from '../../domain/page/address.ts';
import { requirePermission } from '../../http/permission.ts';
import { onlyTakes } from './request/methods.ts';

/** Under `/pages/:page/logo`: our own addition. The body is the image. */
export function logo(): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('settings.edit'));
  for (const [path, theme] of [
    ['/', 'light'],
    ['/dark', 'dark'],
  ] as const) {
    app.put(path, async (c) => changed(c, { [theme]: await uploadIn(c) }));
    app.delete(path, (c) => changed(c, { [theme]: null }));
    app.all(path, onlyTakes('PUT', 'DELETE'));
  }
  return app;
}

async function uploadIn(c: AppContext): Promise<Upload> {
  const read = Upload.safeParse(new Uint8Array(await c.req.arrayBuffer()));
  if (read.success) return read.data;
  throw new Problem('invalid', read.error.issues[0]?.message ?? 'Send a picture.');
}

async function changed(c: AppContext, files: Parameters<typeof saveLogo>[3]): Promise<Response> {
  const { deps, actor, page } = c.var;
  return c.json(
    shapeOf(await saveLogo(deps, actor, page.id, files), addressOf(page, deps.config.baseUrl)),
  );
}

function shapeOf(logo: Logo | null, baseUrl: string) {
  const shown = (one: LogoFile | null | undefined) =>
    one ? { url: baseUrl + logoPath(one), width: one.width, height: one.height } : null;
  return { light: shown(logo?.light), dark: shown(logo?.dark), alt: logo?.alt ?? null };
}
