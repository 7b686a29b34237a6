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

const well = new Set(['operational', 'not_monitored', 'resolved']);

/** `/index.json` of Better Stack, in JSON:API. */
export function readBetterStack(body: string): UpstreamReading | null {
  const given = jsonObject(body);
  const data = objectIn(given?.data);
  const page = objectIn(data.attributes);
  const vendor = inertLine(page.company_name, 80);
  if (!given || data.type !== 'status_page' || vendor === '') return null;
  const state = inertLine(page.aggregate_state, 40);
  const included = objectsIn(given.included);
  const ofType = (type: string) => included.filter((one) => one.type === type);
  return {
    ...{ vendor, pageId: null, pageUrl: pageUrlOf(page) },
    ...{ words: wordsOfCode(state), isWell: state === 'operational' },
    components: ofType('status_page_resource').map(({ id, attributes }) => {
      const { public_name: name, status } = objectIn(attributes);
      const isWell = well.has(String(status));
      return {
        id: inertLine(id, 80),
        name: inertLine(name, 120),
        words: wordsOfCode(status),
        isWell,
      };
    }),
    incidents: ofType('status_report')
      .map((one) => ({ id: inertLine(one.id, 80), report: objectIn(one.attributes) }))
      .filter(({ report }) => report.ends_at == null && report.aggregate_state !== 'resolved')
      .map(({ id, report }) => ({
        ...{ id, title: inertLine(report.title), words: wordsOfCode(report.aggregate_state) },
        ...{ text: '', url: null, updatedAt: vendorInstant(report.starts_at) },
        componentIds: objectsIn(report.affected_resources).map((to) =>
          inertLine(to.status_page_resource_id, 80),
        ),
      })),
  };
}

const pageUrlOf = (page: Record<string, unknown>): string | null => {
  const domain =
    inertLine(page.custom_domain, 200) || `${inertLine(page.subdomain, 100)}.betteruptime.com`;
  return domain.startsWith('.') ? null : httpsUrl(`https://${domain}/`);
};
