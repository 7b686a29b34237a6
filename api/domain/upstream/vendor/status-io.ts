import {
  inertLine,
  jsonObject,
  objectIn,
  objectsIn,
  type UpstreamReading,
  vendorInstant,
} from '../reading.ts';

/** `/1.0/status/ID` of status.io. It has no name of the page: whoever follows it gives one. */
export function readStatusIo(body: string): UpstreamReading | null {
  const result = objectIn(jsonObject(body)?.result);
  const overall = objectIn(result.status_overall);
  if (inertLine(overall.status) === '' || !Array.isArray(result.status)) return null;
  return {
    ...{ vendor: '', pageId: null, pageUrl: null },
    ...{ words: inertLine(overall.status, 100), isWell: overall.status_code === 100 },
    components: objectsIn(result.status).map((one) => ({
      ...{ id: inertLine(one.id, 80), name: inertLine(one.name, 120) },
      ...{ words: inertLine(one.status, 100), isWell: one.status_code === 100 },
    })),
    incidents: objectsIn(result.incidents)
      .filter(({ datetime_resolved: over }) => over == null)
      .map((one) => {
        const newest = objectsIn(one.messages)[0] ?? {};
        return {
          ...{ id: inertLine(one._id, 80), title: inertLine(one.name), words: '', url: null },
          text: inertLine(newest.details, 1000),
          updatedAt: vendorInstant(newest.datetime) ?? vendorInstant(one.datetime_open),
          componentIds: objectsIn(one.components_affected).map((to) =>
            inertLine(to.id ?? to._id, 80),
          ),
        };
      }),
  };
}
