import { monthOf } from '../domain/time/format.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { xmlText } from './text.ts';
import { incidentUrl } from './updates.ts';

/** What search engines may read: no personal pages and no duplicates. */
export const robots = (s: Snapshot): string => (s.page.noindex ? READ_ALL : allowed(s));

/** Crawlers must be able to read a page to see its `noindex`. */
const READ_ALL = 'User-agent: *\nDisallow:\n';

const allowed = (s: Snapshot): string =>
  [
    'User-agent: *',
    ...['/admin', '/confirm/', '/setup', '/subscriptions/', '/u/', '/embed/frame'].map(
      (path) => `Disallow: ${path}`,
    ),
    '',
    `Sitemap: ${s.page.url}/sitemap.xml`,
    '',
  ].join('\n');

/** The page, its parts and the incidents in the snapshot; older ones are linked from their months. */
export function sitemap(s: Snapshot): string {
  const incidents = [...s.incidents, ...s.maintenances];
  const months = new Set(incidents.map((i) => monthOf(i.startedAt, s.page.timeZone)));
  const at = (path: string, changed?: number) => ({ url: `${s.page.url}${path}`, changed });
  const entries = [
    at('/', s.page.updatedAt),
    ...['/history', '/uptime', '/subscribe', '/badges', '/embed', '/api/docs'].map((path) =>
      at(path),
    ),
    ...((s.metrics ?? []).length > 0 ? [at('/system-metrics')] : []),
    ...s.components.map(({ id }) => at(`/components/${id}`)),
    ...[...months].map((month) => at(`/history/${month}`)),
    ...incidents.map((i) => ({ url: incidentUrl(s.page.url, i.id), changed: i.updatedAt })),
  ];
  const lines = entries.map(({ url, changed }) => {
    const when =
      changed === undefined ? '' : `<lastmod>${new Date(changed).toISOString()}</lastmod>`;
    return `<url><loc>${xmlText(url)}</loc>${when}</url>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('\n')}\n</urlset>\n`;
}
