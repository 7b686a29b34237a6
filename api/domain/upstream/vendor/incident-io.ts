import {
  httpsUrl,
  inertLine,
  jsonObject,
  objectsIn,
  type UpstreamReading,
  vendorInstant,
  wordsOfCode,
} from '../reading.ts';

/** `/api/v1/summary` of incident.io's widget API. It lists components only while they are affected. */
export function readIncidentIo(body: string): UpstreamReading | null {
  const given = jsonObject(body);
  if (!given || !Array.isArray(given.ongoing_incidents)) return null;
  const vendor = inertLine(given.page_title, 80);
  if (vendor === '') return null;
  const incidents = objectsIn(given.ongoing_incidents);
  const affected = incidents.flatMap((one) => objectsIn(one.affected_components));
  const worst = incidents.map(({ current_worst_impact: impact }) => wordsOfCode(impact));
  return {
    ...{ vendor, pageId: null, pageUrl: httpsUrl(given.page_url) },
    ...{ words: worst.find(Boolean) ?? '', isWell: incidents.length === 0 },
    components: affected.map((one) => ({
      ...{ id: inertLine(one.id, 80), name: inertLine(one.name, 120) },
      ...{ words: wordsOfCode(one.current_status), isWell: one.current_status === 'operational' },
    })),
    incidents: incidents.map((one) => ({
      ...{ id: inertLine(one.id, 80), title: inertLine(one.name), words: wordsOfCode(one.status) },
      ...{ text: inertLine(one.last_update_message, 1000), url: httpsUrl(one.url) },
      updatedAt: vendorInstant(one.last_update_at),
      componentIds: objectsIn(one.affected_components).map(({ id }) => inertLine(id, 80)),
    })),
  };
}
