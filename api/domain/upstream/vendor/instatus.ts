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

const pageWords: Record<string, string> = {
  UP: 'Up',
  HASISSUES: 'Has issues',
  UNDERMAINTENANCE: 'Under maintenance',
};

/** `/summary.json` of Instatus: the page and its open incidents. */
export function readInstatus(body: string): UpstreamReading | null {
  const given = jsonObject(body);
  const page = objectIn(given?.page);
  const state = inertLine(page.status, 40);
  const vendor = inertLine(page.name, 80);
  if (!given || vendor === '' || pageWords[state] === undefined) return null;
  return {
    ...{ vendor, pageId: null, pageUrl: httpsUrl(page.url) },
    ...{ words: pageWords[state], isWell: state === 'UP', components: [] },
    incidents: objectsIn(given.activeIncidents).map((one) => {
      const url = httpsUrl(one.url);
      return {
        ...{
          id: inertLine(one.id, 80) || (url ?? inertLine(one.name)),
          title: inertLine(one.name),
          url,
        },
        ...{ words: wordsOfCode(one.status), text: '', componentIds: [] },
        updatedAt: vendorInstant(one.updatedAt) ?? vendorInstant(one.started),
      };
    }),
  };
}

/** `/v2/components.json` of Instatus. */
export function readInstatusComponents(body: string): UpstreamReading | null {
  const given = jsonObject(body);
  const all = objectsIn(given?.components);
  const components = [...all, ...all.flatMap((one) => objectsIn(one.children))].filter(
    (one) => one.isParent !== true,
  );
  if (!components.every(({ status }) => status === String(status).toUpperCase())) return null;
  if (!given || !Array.isArray(given.components) || components.length === 0) return null;
  return {
    ...{ vendor: '', pageId: null, pageUrl: null, words: '', isWell: true, incidents: [] },
    components: components.map((one) => ({
      ...{ id: inertLine(one.id, 80), name: inertLine(one.name, 120) },
      ...{ words: wordsOfCode(one.status), isWell: one.status === 'OPERATIONAL' },
    })),
  };
}
