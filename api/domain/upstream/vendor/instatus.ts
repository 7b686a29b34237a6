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

const pageWords: Record<string, string> = {
  UP: 'Up',
  HASISSUES: 'Has issues',
  UNDERMAINTENANCE: 'Under maintenance',
};

/** `/summary.json` of Instatus: the page and its open incidents. */
export function readInstatus(body: string): UpstreamReading | null {
  const given = jsonObject(body);
  const page = objectIn(given?.page);
  const state = line(page.status, 40);
  const vendor = line(page.name, 80);
  if (!given || vendor === '' || pageWords[state] === undefined) return null;
  return {
    ...{ vendor, pageId: null, pageUrl: httpsUrl(page.url) },
    ...{ words: pageWords[state], isWell: state === 'UP', components: [] },
    incidents: objectsIn(given.activeIncidents).map((one) => {
      const url = httpsUrl(one.url);
      return {
        ...{ id: line(one.id, 80) || (url ?? line(one.name)), title: line(one.name), url },
        ...{ words: wordsOfCode(one.status), text: '', componentIds: [] },
        updatedAt: instantOf(one.updatedAt) ?? instantOf(one.started),
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
      ...{ id: line(one.id, 80), name: line(one.name, 120) },
      ...{ words: wordsOfCode(one.status), isWell: one.status === 'OPERATIONAL' },
    })),
  };
}
