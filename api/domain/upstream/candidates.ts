import type { UpstreamKind } from './reading.ts';

/** An address that may answer in the form of a product. */
export type Candidate = { kind: UpstreamKind; url: string };

const paths: [UpstreamKind, string][] = [
  ['statuspage', '/api/v2/summary.json'],
  ['incident_io', '/api/v1/summary'],
  ['instatus', '/summary.json'],
  ['better_stack', '/index.json'],
];

/** Where to look for the status of a vendor, by the address that somebody typed: the likeliest first. */
export function candidatesOf(url: URL): Candidate[] {
  const own: Candidate[] = [];
  if (/^\/1\.0\/status\/[0-9a-f]{24}$/.test(url.pathname))
    return [{ kind: 'status_io', url: url.href }];
  if (/\.(?:rss|atom|xml)$|\/(?:rss|atom|feed)\/?$/.test(url.pathname))
    own.push({ kind: 'feed', url: url.href });
  return [...own, ...paths.map(([kind, path]) => ({ kind, url: `${url.origin}${path}` }))];
}

/** Addresses that the HTML of a status page names: its feed, or its ID at status.io. */
export function candidatesInHtml(html: string, page: URL): Candidate[] {
  const id = /\/pages\/(?:history|incident|maintenance)\/([0-9a-f]{24})\b/.exec(html)?.[1];
  const links = html.match(/<link\b[^>]{0,1000}>/g) ?? [];
  const feeds = links
    .filter((one) => /type=["']?application\/(?:rss|atom)\+xml/.test(one))
    .flatMap((one) => /href=["']?([^"'\s>]{1,1000})/.exec(one)?.[1] ?? [])
    .flatMap((href) => URL.parse(href.replaceAll('&amp;', '&'), page) ?? []);
  return [
    ...(id ? [{ kind: 'status_io' as const, url: `https://api.status.io/1.0/status/${id}` }] : []),
    ...feeds.slice(0, 2).map(({ href }) => ({ kind: 'feed' as const, url: href })),
  ];
}
