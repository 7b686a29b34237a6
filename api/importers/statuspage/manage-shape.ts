import { z } from 'zod';
import type { Source } from '../port/shape.ts';
import { readDocument } from '../port/shape.ts';
import { SourceError } from '../port/source-error.ts';

const Page = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  name: z.string(),
  time_zone: z.string().nullish(),
  url: z.string().nullish(),
  domain: z.string().nullish(),
  subdomain: z.string().nullish(),
});
export type ManagedPage = z.infer<typeof Page>;

/** The page with this id or address among those the key can read. */
export function pagesIn(value: unknown, place: string): ManagedPage {
  const pages = z.array(Page).safeParse(value);
  if (!pages.success) throw new SourceError('The API returned an unexpected list of pages.');
  const found = pages.data.filter((page) => page.id === place || isAt(page, place));
  if (found.length === 1 && found[0]) return found[0];
  const known = pages.data.map((page) => `${page.id} (${page.name})`).join(', ') || 'none';
  throw new SourceError(
    `The API key can’t read the page “${place}”. Use one of these IDs: ${known}.`,
  );
}

function isAt({ id, url, domain, subdomain }: ManagedPage, place: string): boolean {
  const host = hostOf(place);
  const own = [
    hostOf(url ?? ''),
    domain?.toLowerCase(),
    `${id}.statuspage.io`,
    subdomain && `${subdomain.toLowerCase()}.statuspage.io`,
  ];
  return host !== null && own.includes(host);
}

const hostOf = (text: string): string | null =>
  URL.canParse(text) ? new URL(text).host.toLowerCase() : null;

/** The lists in the form of the public files; `incidents` includes maintenances. */
export function assembled(page: ManagedPage, components: unknown[], incidents: unknown[]): Source {
  const about = { id: page.id, name: page.name, time_zone: page.time_zone ?? undefined };
  const text = JSON.stringify({ page: about, components, incidents });
  return {
    'incidents.json': { ...readDocument('incidents.json', text), isWhole: true },
  };
}
