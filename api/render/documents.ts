import type { Snapshot } from '../snapshot/snapshot.ts';
import { robots, sitemap } from './sitemap.ts';
import { statuspageV2 } from './statuspage-v2.ts';

/** Documents at fixed paths, for Statuspage's clients and for search engines. */
type Document = {
  path: string;
  type: string;
  render: (snapshot: Snapshot) => string;
  isThere?: (snapshot: Snapshot) => boolean;
};

export const siteDocuments: Document[] = [
  { path: '/robots.txt', type: 'text/plain; charset=utf-8', render: robots },
  {
    path: '/sitemap.xml',
    type: 'application/xml; charset=utf-8',
    render: sitemap,
    isThere: (s) => !s.page.noindex,
  },
  ...Object.entries(statuspageV2).map(([path, answer]) => ({
    path,
    type: 'application/json; charset=utf-8',
    render: (snapshot: Snapshot) => JSON.stringify(answer(snapshot)),
  })),
];
