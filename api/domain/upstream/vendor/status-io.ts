import {
  instantOf,
  jsonObject,
  line,
  objectIn,
  objectsIn,
  type UpstreamReading,
} from '../reading.ts';

/** `/1.0/status/ID` of status.io. It has no name of the page: whoever follows it gives one. */
export function readStatusIo(body: string): UpstreamReading | null {
  const result = objectIn(jsonObject(body)?.result);
  const overall = objectIn(result.status_overall);
  if (line(overall.status) === '' || !Array.isArray(result.status)) return null;
  return {
    ...{ vendor: '', pageId: null, pageUrl: null },
    ...{ words: line(overall.status, 100), isWell: overall.status_code === 100 },
    components: objectsIn(result.status).map((one) => ({
      ...{ id: line(one.id, 80), name: line(one.name, 120) },
      ...{ words: line(one.status, 100), isWell: one.status_code === 100 },
    })),
    incidents: objectsIn(result.incidents)
      .filter(({ datetime_resolved: over }) => over == null)
      .map((one) => {
        const newest = objectsIn(one.messages)[0] ?? {};
        return {
          ...{ id: line(one._id, 80), title: line(one.name), words: '', url: null },
          text: line(newest.details, 1000),
          updatedAt: instantOf(newest.datetime) ?? instantOf(one.datetime_open),
          componentIds: objectsIn(one.components_affected).map((to) => line(to.id ?? to._id, 80)),
        };
      }),
  };
}
