/** Answers of status pages in the shape of each product, made up by hand. */

const page = { id: 'kctb0000zzzz', name: 'Hosting Co', url: 'https://status.hosting.example' };

/** `/api/v2/summary.json` with a part and, where there is one, an incident about it. */
export const statuspageSummary = (
  incident?: { status: string; body: string; name?: string; id?: string },
  more: object = {},
) => ({
  page,
  status: incident
    ? { indicator: 'minor', description: 'Minor Service Outage' }
    : { indicator: 'none', description: 'All Systems Operational' },
  components: [
    { id: 'grp1', name: 'Core', status: 'operational', group: true },
    { id: 'git1', name: 'Git', status: incident ? 'partial_outage' : 'operational', group: false },
    { id: 'web1', name: 'Webhooks', status: 'operational', group: false },
  ],
  incidents: incident
    ? [
        {
          ...{ id: incident.id ?? 'inc1', name: incident.name ?? 'Pushes fail' },
          ...{ status: incident.status, shortlink: 'https://stspg.example/inc1' },
          updated_at: '2026-03-03T11:57:00.000Z',
          incident_updates: [{ body: incident.body }],
          components: [{ id: 'git1', name: 'Git' }],
        },
      ]
    : [],
  scheduled_maintenances: [],
  ...more,
});

export const incidentIoSummary = {
  page_title: 'Mail Co',
  page_url: 'https://status.mail.example/',
  ongoing_incidents: [
    {
      ...{
        id: 'i1',
        name: 'Delayed mail',
        status: 'identified',
        url: 'https://status.mail.example/i1',
      },
      ...{ last_update_at: '2026-03-03T11:57:00Z', last_update_message: 'A <b>queue</b> is full.' },
      current_worst_impact: 'degraded_performance',
      affected_components: [{ id: 'c1', name: 'Sending', current_status: 'degraded_performance' }],
    },
  ],
  in_progress_maintenances: [],
  scheduled_maintenances: [],
};

export const instatusSummary = {
  page: { name: 'Pay Co', url: 'https://pay.instatus.example', status: 'HASISSUES' },
  activeIncidents: [
    {
      ...{ name: 'Cards fail', started: '2026-03-03T11:50:00Z', status: 'INVESTIGATING' },
      ...{ impact: 'MAJOROUTAGE', url: 'https://pay.instatus.example/cl1' },
    },
  ],
};
export const instatusComponents = {
  components: [
    { id: 'g', name: 'Cards', isParent: true, children: [], status: 'OPERATIONAL' },
    { id: 'v', name: 'Vaults', isParent: false, children: [], status: 'MAJOROUTAGE' },
  ],
};

export const betterStackIndex = {
  data: {
    ...{ id: '1', type: 'status_page' },
    attributes: { company_name: 'Logs Co', subdomain: 'logs', aggregate_state: 'degraded' },
  },
  included: [
    {
      ...{ id: '7', type: 'status_page_resource' },
      attributes: { public_name: 'Ingest', status: 'degraded' },
    },
    {
      ...{ id: '9', type: 'status_report' },
      attributes: {
        ...{ title: 'Slow ingest', starts_at: '2026-03-03T11:50:00Z', ends_at: null },
        aggregate_state: 'degraded',
        affected_resources: [{ status_page_resource_id: '7', status: 'degraded' }],
      },
    },
    {
      ...{ id: '8', type: 'status_report' },
      attributes: { title: 'Old', ends_at: '2026-03-01T00:00:00Z', aggregate_state: 'resolved' },
    },
  ],
};

export const statusIo = {
  result: {
    status_overall: { status: 'Partial Service Disruption', status_code: 400 },
    status: [{ id: 's1', name: 'Website', status: 'Operational', status_code: 100 }],
    incidents: [
      {
        ...{ _id: 'x1', name: 'Errors on the website', datetime_open: '2026-03-03T11:50:00Z' },
        messages: [{ details: 'We look into it.', datetime: '2026-03-03T11:55:00Z' }],
        components_affected: [{ _id: 's1' }],
      },
    ],
  },
};

export const atomFeed = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>DNS Co Status - Incident History</title>
<link rel="alternate" type="text/html" href="https://status.dns.example"/>
<entry><id>tag:1</id><updated>2026-03-03T11:00:00Z</updated><link rel="alternate" href="https://status.dns.example/1"/>
<title>Zones are late</title><content type="html">&lt;p&gt;&lt;b&gt;Investigating&lt;/b&gt; &amp;lt;script&amp;gt;&lt;/p&gt;</content></entry>
<entry><id>tag:0</id><updated>2026-03-02T11:00:00Z</updated><link rel="alternate" href="https://status.dns.example/0"/>
<title>Queries failed</title><content type="html">&lt;p&gt;Resolved&lt;/p&gt;</content></entry>
</feed>`;

export const rssFeed = `<?xml version="1.0"?><rss version="2.0"><channel>
<title><![CDATA[CDN Co Status]]></title><link>https://status.cdn.example/</link>
<item><title><![CDATA[Slow <i>edge</i>]]></title><link>https://status.cdn.example/5</link><guid>five</guid>
<pubDate>Tue, 03 Mar 2026 11:30:00 GMT</pubDate><description><![CDATA[<p>We see delays.</p>]]></description></item>
<item><title>Very old</title><link>https://status.cdn.example/4</link><guid>four</guid>
<pubDate>Tue, 03 Feb 2026 11:30:00 GMT</pubDate><description>Still open</description></item>
</channel></rss>`;
