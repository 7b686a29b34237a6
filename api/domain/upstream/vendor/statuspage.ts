import {
  httpsUrl,
  inertLine,
  jsonObject,
  objectIn,
  objectsIn,
  type UpstreamReading,
  vendorInstant,
  wordsOfCode,
} from '../reading.ts';

const over = new Set(['resolved', 'postmortem', 'completed']);

const linkOf = (pageUrl: string | null, id: unknown): string | null =>
  pageUrl && typeof id === 'string' && /^\w{1,40}$/.test(id)
    ? new URL(`/incidents/${id}`, pageUrl).href
    : null;

/** `/api/v2/summary.json` of Statuspage, of pages with its API, and of Allclear. */
export function readStatuspage(body: string): UpstreamReading | null {
  const given = jsonObject(body);
  if (!given || !Array.isArray(given.components)) return null;
  const page = objectIn(given.page);
  const status = objectIn(given.status);
  const vendor = inertLine(page.name, 80);
  if (vendor === '' || (status.indicator === undefined && status.description === undefined))
    return null;
  const pageUrl = httpsUrl(page.url);
  const components = objectsIn(given.components).filter(({ group }) => group !== true);
  return {
    ...{ vendor, pageId: inertLine(page.id, 40) || null, pageUrl },
    ...{ words: inertLine(status.description, 100), isWell: status.indicator === 'none' },
    components: components.map((one) => ({
      ...{ id: inertLine(one.id, 80), name: inertLine(one.name, 120) },
      ...{ words: wordsOfCode(one.status), isWell: one.status === 'operational' },
    })),
    incidents: objectsIn(given.incidents)
      .filter(({ status: state }) => !over.has(String(state)))
      .map((one) => {
        const newest = objectsIn(one.incident_updates)[0] ?? {};
        return {
          ...{
            id: inertLine(one.id, 80),
            title: inertLine(one.name),
            words: wordsOfCode(one.status),
          },
          ...{
            text: inertLine(newest.body, 1000),
            url: httpsUrl(one.shortlink) ?? linkOf(pageUrl, one.id),
          },
          updatedAt: vendorInstant(one.updated_at),
          componentIds: objectsIn(one.components).map(({ id }) => inertLine(id, 80)),
        };
      }),
  };
}
