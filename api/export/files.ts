import { componentStatuses } from '../domain/component/status.ts';
import { previewImage } from '../render/link-preview.ts';
import { pageOf } from './page.ts';

export type StaticFile = { path: string; type: string; bytes: Uint8Array<ArrayBuffer> };

/** Responds like the service; pages say that they are copies. */
export type Ask = (path: string) => Promise<Response>;

/** Paths that no page links to, but programs request. */
const UNLINKED = [
  '/api/v2/summary.json',
  '/api/v2/status.json',
  '/api/v2/components.json',
  '/api/v2/incidents.json',
  '/api/v2/incidents/unresolved.json',
  '/api/v2/scheduled-maintenances.json',
  '/api/v2/scheduled-maintenances/upcoming.json',
  '/api/v2/scheduled-maintenances/active.json',
  '/history.rss',
  '/history.atom',
  '/badge.svg',
  '/picture.png',
  ...componentStatuses.map(previewImage),
  '/days.js',
  '/embed/script.js',
  '/embed/status.js',
  '/embed/frame',
];

/** No route matches this path, so that “not found” is drawn. */
const NOWHERE = '/not-found';

/**
 * The public site as files: everything linked from the front page, and what programs request.
 * `depth` limits the distance from the front page. In a bucket pages keep their address
 * (`history`), on disk they are folders (`history/index.html`).
 */
export async function* publicFiles(
  ask: Ask,
  given: { liveUrl: string; form: 'folders' | 'bucket'; depth?: number },
): AsyncGenerator<StaticFile> {
  const found = new Map<string, number>([['/', 0], ...UNLINKED.map((path) => [path, 1] as const)]);
  for (const [path, depth] of found) {
    const answer = await ask(path);
    if (answer.status !== 200) continue; // a broken link in somebody's text
    const type = answer.headers.get('content-type') ?? 'application/octet-stream';
    if (!type.startsWith('text/html')) {
      yield { path: path.slice(1), type, bytes: new Uint8Array(await answer.arrayBuffer()) };
      continue;
    }
    const { html, links } = pageOf(await answer.text(), answer.headers, given);
    yield { path: fileOf(path, given.form), type, bytes: new TextEncoder().encode(html) };
    for (const link of links)
      if (!found.has(link) && depth < (given.depth ?? Number.POSITIVE_INFINITY))
        found.set(link, depth + 1);
  }
  const missing = await ask(NOWHERE);
  const { html } = pageOf(await missing.text(), missing.headers, given);
  const bytes = new TextEncoder().encode(html);
  yield { path: '404.html', type: 'text/html; charset=utf-8', bytes };
}

function fileOf(path: string, form: 'folders' | 'bucket'): string {
  if (path === '/') return 'index.html';
  return form === 'folders' ? `${path.slice(1)}/index.html` : path.slice(1);
}
