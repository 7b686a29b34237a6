import {
  httpsUrl,
  instantOf,
  jsonObject,
  line,
  objectIn,
  objectsIn,
  type UpstreamReading,
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
  const vendor = line(page.name, 80);
  if (vendor === '' || (status.indicator === undefined && status.description === undefined))
    return null;
  const pageUrl = httpsUrl(page.url);
  const components = objectsIn(given.components).filter(({ group }) => group !== true);
  return {
    ...{ vendor, pageId: line(page.id, 40) || null, pageUrl },
    ...{ words: line(status.description, 100), isWell: status.indicator === 'none' },
    components: components.map((one) => ({
      ...{ id: line(one.id, 80), name: line(one.name, 120) },
      ...{ words: wordsOfCode(one.status), isWell: one.status === 'operational' },
    })),
    incidents: objectsIn(given.incidents)
      .filter(({ status: state }) => !over.has(String(state)))
      .map((one) => {
        const newest = objectsIn(one.incident_updates)[0] ?? {};
        return {
          ...{ id: line(one.id, 80), title: line(one.name), words: wordsOfCode(one.status) },
          ...{
            text: line(newest.body, 1000),
            url: httpsUrl(one.shortlink) ?? linkOf(pageUrl, one.id),
          },
          updatedAt: instantOf(one.updated_at),
          componentIds: objectsIn(one.components).map(({ id }) => line(id, 80)),
        };
      }),
  };
}
