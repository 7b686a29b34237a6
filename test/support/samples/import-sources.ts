/** What other products answer, by path. Invented data in their documented shapes. */
export type SourceAnswers = Record<string, unknown>;

const kuma: SourceAnswers = {
  '/api/status-page/all': {
    config: { slug: 'all', title: 'Acme', description: null, published: true },
    incident: {
      ...{ id: 7, style: 'danger', title: 'Cards fail', content: '**Looking.**', pin: true },
      ...{ createdDate: '2026-11-01 10:00:00', lastUpdatedDate: null },
    },
    publicGroupList: [
      {
        ...{ id: 1, name: 'Shop', weight: 1 },
        monitorList: [
          { id: 3, name: 'Cards', sendUrl: 0, type: 'http' },
          { id: 4, name: 'Search', sendUrl: 0, type: 'http' },
        ],
      },
      { id: 2, name: 'Sites', weight: 2, monitorList: [{ id: 5, name: 'Blog', type: 'http' }] },
    ],
    maintenanceList: [
      {
        ...{ id: 9, title: 'Database work', description: 'New disks.', status: 'scheduled' },
        timeslotList: [{ startDate: '2036-12-01 02:00:00', endDate: '2036-12-01 03:00:00' }],
      },
    ],
  },
  '/api/status-page/heartbeat/all': {
    heartbeatList: { 3: [{ status: 1 }, { status: 0 }], 4: [{ status: 1 }], 5: [0] },
    uptimeList: { '3_24': 0.9 },
  },
};

const row = { created_at: '2026-10-01 08:00:00', updated_at: '2026-10-02 08:00:00' };
const cachetPages = (data: object[]) => ({ meta: { pagination: { total: data.length } }, data });
const cachet2: SourceAnswers = {
  '/api/v1/components': cachetPages([
    { id: 1, name: 'Cards', description: 'Payments', status: '4', order: 1, group_id: 2, ...row },
    { id: 2, name: 'Search', description: '', status: 1, order: 2, group_id: 0, ...row },
  ]),
  '/api/v1/components/groups': cachetPages([{ id: 2, name: 'Shop', order: 1, ...row }]),
  '/api/v1/incidents': cachetPages([
    {
      ...{ id: 11, component_id: 1, name: 'Cards fail', status: 4, message: 'Looking.', ...row },
      occurred_at: '2026-10-01 08:00:00',
      updates: [
        { id: 21, status: 4, message: 'Fixed.', created_at: '2026-10-01 09:30:00' },
        { id: 20, status: 2, message: 'A bad deploy.', created_at: '2026-10-01 09:00:00' },
      ],
    },
  ]),
  '/api/v1/schedules': cachetPages([
    {
      id: 5,
      name: 'Work',
      message: 'New disks.',
      status: 0,
      scheduled_at: '2036-12-01 02:00:00',
      ...row,
    },
  ]),
};

const made = { created: { human: '', string: '2026-10-01 08:00:00' } };
const of = (type: string, id: string) => ({ data: [{ type, id }] });
const cachet3: SourceAnswers = {
  '/api/components': {
    data: [
      {
        ...{
          id: '1',
          type: 'components',
          relationships: { group: { data: { type: 'g', id: '2' } } },
        },
        attributes: {
          id: 1,
          name: 'Cards',
          status: { human: 'Major', value: 4 },
          order: 1,
          ...made,
        },
      },
    ],
  },
  '/api/component-groups': {
    data: [{ id: '2', type: 'componentGroups', attributes: { id: 2, name: 'Shop', ...made } }],
  },
  '/api/incidents': {
    data: [
      {
        ...{ id: '11', type: 'incidents' },
        attributes: {
          ...{ id: 11, name: 'Cards fail', message: 'Looking.', ...made },
          ...{ status: { human: 'Fixed', value: 4 }, occurred: { string: '2026-10-01 08:00:00' } },
        },
        relationships: { updates: of('updates', '21'), components: of('components', '1') },
      },
    ],
    included: [
      {
        ...{ id: '21', type: 'updates' },
        attributes: {
          id: 21,
          message: 'Fixed.',
          status: { value: 4 },
          created: { string: '2026-10-01 09:30:00' },
        },
      },
    ],
  },
  '/api/schedules': {
    data: [
      {
        ...{ id: '5', type: 'schedules' },
        attributes: {
          ...{ id: 5, name: 'Work', message: 'New disks.', status: { value: 0 }, ...made },
          scheduled: { string: '2036-12-01 02:00:00' },
          completed: { string: '2036-12-01 04:00:00' },
        },
      },
    ],
  },
};

const began = '2026-10-01T08:00:00.000Z';
const instatus: SourceAnswers = {
  '/v2/pages': [{ id: 'ckpage', subdomain: 'acme', name: 'Acme', customDomain: null }],
  '/v2/ckpage/components': [
    {
      ...{ id: 'ckcards', name: 'Cards', status: 'MAJOROUTAGE', order: 1, createdAt: began },
      group: { id: 'ckshop', name: 'Shop' },
    },
    { id: 'cksearch', name: 'Search', status: 'OPERATIONAL', order: 2, createdAt: began },
  ],
  '/v1/ckpage/incidents': [
    {
      ...{ id: 'ckinc', name: 'Cards fail', status: 'RESOLVED', started: began },
      ...{
        resolved: '2026-10-01T09:30:00.000Z',
        impact: 'MAJOROUTAGE',
        components: [{ id: 'ckcards' }],
      },
      updates: [
        { id: 'cku1', status: 'INVESTIGATING', message: 'Looking.', started: began },
        { id: 'cku2', status: 'RESOLVED', message: 'Fixed.', started: '2026-10-01T09:30:00.000Z' },
      ],
    },
  ],
  '/v1/ckpage/maintenances': [
    {
      ...{
        id: 'ckmaint',
        name: 'Work',
        status: 'NOTSTARTEDYET',
        start: '2036-12-01T02:00:00.000Z',
      },
      ...{ duration: '60', createdAt: began, updates: [], components: [] },
    },
  ],
};

const sites = [
  { name: 'Cards', url: 'https://cards.example.com', slug: 'cards', status: 'down' },
  { name: 'Search', url: 'https://search.example.com', slug: 'search', status: 'up' },
];
const repo = '/repos/acme/up';
const upptime: SourceAnswers = {
  [`${repo}/contents/history/summary.json`]: {
    content: Buffer.from(JSON.stringify(sites)).toString('base64'),
    encoding: 'base64',
  },
  [`${repo}/issues`]: [
    {
      ...{ id: 901, number: 4, title: '🛑 Cards is down', state: 'closed' },
      ...{ body: 'Cards was **down**.', labels: [{ name: 'status' }, { name: 'cards' }] },
      ...{ created_at: '2026-10-01T08:00:00Z', closed_at: '2026-10-01T09:30:00Z' },
    },
    {
      ...{ id: 902, number: 5, title: 'Work', state: 'open', labels: ['maintenance'] },
      body: '<!--\nstart: 2036-12-01T02:00:00Z\nend: 2036-12-01T03:00:00Z\nexpectedDown: search\n-->\nNew disks.',
      ...{ created_at: '2026-10-01T08:00:00Z', closed_at: null },
    },
    {
      ...{ id: 903, number: 6, title: 'Add a site', state: 'open', labels: [], body: '' },
      ...{ created_at: '2026-10-01T08:00:00Z', pull_request: {} },
    },
  ],
  [`${repo}/issues/comments`]: [
    {
      ...{ id: 77, body: '**Resolved:** Cards is back up.', created_at: '2026-10-01T09:30:00Z' },
      issue_url: 'https://api.github.com/repos/acme/up/issues/4',
    },
  ],
};

const hugo = (at: string) => `${at} +0000 UTC`;
const cardsIssue = {
  ...{ is: 'issue', title: 'Cards fail', createdAt: hugo('2026-10-01 08:00:00'), severity: 'down' },
  ...{ permalink: 'https://status.acme.example/issues/2026-10-01-cards/', resolved: true },
  ...{ resolvedAt: hugo('2026-10-01 09:30:00'), affected: ['Cards'], informational: false },
  ...{ lastMod: hugo('2026-10-01 09:30:00'), filename: '2026-10-01-cards.md' },
};
const openIssue = {
  ...{ ...cardsIssue, title: 'Search is slow', severity: 'disrupted', resolved: false },
  ...{ permalink: 'https://status.acme.example/issues/slow/', filename: 'slow.md' },
  ...{ resolvedAt: '<no value>', affected: ['Search'] },
};
const cStateSystems = [
  { name: 'Cards', category: 'Shop', status: 'down', unresolvedIssues: [] },
  { name: 'Search', category: 'Shop', description: 'Finds.', status: 'disrupted' },
];
const cState: SourceAnswers = {
  '/index.json': {
    ...{ is: 'index', cStateVersion: '6.0.1', apiVersion: '2.0', title: 'Acme' },
    ...{ baseURL: 'https://status.acme.example/', summaryStatus: 'down', pinnedIssues: [] },
    ...{ categories: [{ name: 'Shop', hideTitle: false }], systems: cStateSystems },
  },
  '/issues/index.json': { is: 'issues', title: 'Issues', pages: [cardsIssue, openIssue] },
  '/issues/2026-10-01-cards/index.json': { ...cardsIssue, body: '<p>Looking.</p>' },
  '/issues/slow/index.json': { ...openIssue, body: '<p>Indexes are rebuilt.</p>' },
};
const cStateFiles = [
  {
    name: 'config.yml',
    text: `title: Acme
baseURL: https://status.acme.example
params:
  categories:
    - name: Shop
  systems:
    - name: Cards
      category: Shop
    - name: Search
      description: Finds.
      category: Shop
`,
  },
  {
    name: 'content/issues/2026-10-01-cards.md',
    text: `---
title: Cards fail
date: 2026-10-01 08:00:00
resolved: true
resolvedWhen: 2026-10-01 09:30:00
severity: down
affected:
  - Cards
section: issue
---

*Resolved* - Payments work again. {{< track "2026-10-01 09:30:00" >}}

*Identified* - A bad deploy. {{< track "2026-10-01 08:20:00" >}}

**Investigating:** Looking. {{< track "2026-10-01 08:00:00" >}}
`,
  },
  {
    name: 'content/issues/down.md',
    text: '---\ntitle: Cards are down\ndate: 2026-11-01T08:00:00Z\nresolved: false\nseverity: down\naffected: [Cards]\n---\nNobody can pay.\n',
  },
];

const openStatus: SourceAnswers = {
  '/v1/page': [{ id: 5, title: 'Acme', slug: 'acme', customDomain: '', monitors: [7, 8] }],
  '/v1/monitor': [
    { id: 7, name: 'cards-api', externalName: 'Cards', description: 'Pays.', active: true },
    { id: 8, name: 'Search', externalName: null, description: null, active: true },
    { id: 9, name: 'Another page', active: true },
  ],
  '/v1/status_report': [
    {
      ...{ id: 31, title: 'Cards fail', status: 'resolved', pageId: 5, monitorIds: [7] },
      statusReportUpdateIds: [41, 42],
    },
    { id: 32, title: 'Elsewhere', status: 'resolved', pageId: 6, statusReportUpdateIds: [43] },
  ],
  '/v1/status_report_update/41': {
    ...{ id: '41', status: 'investigating', date: began, message: 'Looking.', statusReportId: 31 },
  },
  '/v1/status_report_update/42': {
    ...{ id: '42', status: 'resolved', date: '2026-10-01T09:30:00.000Z', message: 'Fixed.' },
    statusReportId: 31,
  },
  '/v1/maintenance': [
    {
      ...{ id: 51, title: 'Work', message: 'New disks.', monitorIds: [8], pageId: 5 },
      ...{ from: '2036-12-01T02:00:00.000Z', to: '2036-12-01T03:00:00.000Z' },
    },
  ],
};

const second = (date: string) => Date.parse(date) / 1000;
const kener: SourceAnswers = {
  '/api/v4/site': { site_data: [{ key: 'siteName', value: 'Acme', data_type: 'string' }] },
  '/api/v4/monitors': {
    monitors: [
      { id: 1, tag: 'cards', name: 'Cards', category_name: 'Shop', status: 'ACTIVE' },
      { id: 2, tag: 'search', name: 'Search', description: 'Finds.', category_name: null },
      { id: 3, tag: 'secret', name: 'Behind the wall', is_hidden: 'YES' },
    ],
  },
  '/api/v4/incidents': {
    incidents: [
      {
        ...{ id: 11, title: 'Cards fail', state: 'RESOLVED', incident_source: 'API' },
        ...{ start_date_time: second(began), end_date_time: second('2026-10-01T09:30:00Z') },
        monitors: [{ monitor_tag: 'cards', impact: 'DOWN' }],
      },
      {
        ...{ id: 12, title: 'Cards are down', state: 'INVESTIGATING', end_date_time: null },
        ...{ start_date_time: second('2026-11-01T08:00:00Z') },
        monitors: [{ monitor_tag: 'cards', impact: 'DOWN' }],
      },
    ],
  },
  '/api/v4/incidents/11/comments': {
    comments: [
      ...[
        { id: 22, comment: 'Fixed.', timestamp: second('2026-10-01T09:30:00Z'), state: 'RESOLVED' },
        { id: 21, comment: 'Looking.', timestamp: second(began), state: 'INVESTIGATING' },
      ].map((one) => ({ ...one, incident_id: 11 })),
    ],
  },
  '/api/v4/incidents/12/comments': { comments: [] },
  '/api/v4/maintenances/events': {
    ...{ page: 1, limit: 100, total: 2 },
    events: [
      {
        ...{ maintenance_id: 4, event_id: 9, event_status: 'SCHEDULED', maintenance_title: 'Work' },
        ...{ event_start_date_time: second('2036-12-01T02:00:00Z') },
        ...{ event_end_date_time: second('2036-12-01T03:00:00Z') },
        ...{ maintenance_description: 'New disks.', monitors: [{ monitor_tag: 'search' }] },
      },
      {
        ...{ maintenance_id: 4, event_id: 10, event_status: 'CANCELLED', monitors: [] },
        ...{ event_start_date_time: 2, event_end_date_time: 3, maintenance_title: 'Not held' },
      },
    ],
  },
};
const kenerFiles = [
  {
    name: 'config/monitors.yaml',
    text: '- name: Cards\n  tag: cards\n  description: Pays.\n  api:\n    url: https://cards.acme.example\n- name: Search\n  tag: search\n',
  },
  { name: 'config/site.yaml', text: 'siteName: Acme\nsiteURL: https://status.acme.example\n' },
];

const spComponent = (id: string, name: string, status: string, position: number) => ({
  ...{
    id,
    name,
    status,
    position,
    page_id: 'acmepage0001',
    created_at: '2026-01-10T09:00:00.000Z',
  },
  ...{ updated_at: '2026-11-01T09:00:00.000Z', group: false, group_id: null, description: null },
});
const spParts = [
  spComponent('spcards00001', 'Cards', 'major_outage', 1),
  spComponent('spsearch0001', 'Search', 'operational', 2),
];
const spUpdate = (id: string, status: string, created_at: string, body: string) => ({
  ...{ id, status, created_at, updated_at: created_at, display_at: created_at, body },
  affected_components: [],
});
const spIncidents = [
  {
    ...{ id: 'spincident01', name: 'Cards fail', status: 'resolved', impact: 'major' },
    ...{ created_at: began, updated_at: began, resolved_at: '2026-10-01T09:30:00.000Z' },
    components: [{ id: 'spcards00001' }],
    incident_updates: [
      spUpdate('spupdate0002', 'resolved', '2026-10-01T09:30:00.000Z', 'Fixed.'),
      spUpdate('spupdate0001', 'investigating', began, 'Looking.'),
    ],
  },
];
const spWindows = [
  {
    ...{ id: 'spwindow0001', name: 'Work', status: 'scheduled', impact: 'maintenance' },
    ...{ created_at: began, scheduled_for: '2036-12-01T02:00:00.000Z' },
    ...{ scheduled_until: '2036-12-01T03:00:00.000Z', components: [] },
    incident_updates: [spUpdate('spupdate0003', 'scheduled', began, 'New disks.')],
  },
];
const spPage = { id: 'acmepage0001', name: 'Acme', time_zone: 'UTC', url: 'https://acme.example' };
const statuspage: SourceAnswers = {
  '/api/v2/summary.json': { page: spPage, components: spParts, incidents: [] },
  '/api/v2/incidents.json': { page: spPage, incidents: spIncidents },
  '/api/v2/scheduled-maintenances.json': { page: spPage, scheduled_maintenances: spWindows },
};
const managed: SourceAnswers = {
  '/v1/pages': [{ ...spPage, subdomain: 'acme' }],
  '/v1/pages/acmepage0001/components': spParts,
  '/v1/pages/acmepage0001/incidents': [...spIncidents, ...spWindows],
};

type Sample = {
  kind: string;
  place: (url: string) => string;
  byApi?: boolean;
  /** Read without a key. */
  isPublic?: boolean;
  answers: SourceAnswers;
  files?: { name: string; text: string }[];
  /** What the source has none of. */
  without?: ('incidents' | 'maintenances' | 'statuses')[];
  /** The list that can be longer than anyone reads. */
  endless?: RegExp;
};
const atRoot = (url: string) => url;
const endless = /incidents|issues|events/;

/** A sample of each source, with what is typed to read it. */
export const importSamples: Readonly<Record<string, Sample>> = {
  Statuspage: { kind: 'statuspage', place: atRoot, isPublic: true, answers: statuspage },
  'Statuspage with a key': {
    ...{ kind: 'statuspage', place: () => 'acmepage0001', byApi: true, answers: managed, endless },
  },
  'Uptime Kuma': { kind: 'uptime-kuma', place: (url) => `${url}/status/all`, answers: kuma },
  'Cachet 2': { kind: 'cachet', place: atRoot, answers: cachet2, endless },
  'Cachet 3': { kind: 'cachet', place: atRoot, answers: cachet3, endless },
  Instatus: { kind: 'instatus', place: () => 'acme', byApi: true, answers: instatus, endless },
  Upptime: { kind: 'upptime', place: () => 'acme/up', byApi: true, answers: upptime, endless },
  cState: { kind: 'cstate', place: atRoot, answers: cState, without: ['maintenances'], endless },
  'a folder of cState': {
    ...{ kind: 'cstate', place: () => '', answers: {}, files: cStateFiles },
    without: ['maintenances'],
  },
  OpenStatus: {
    ...{ kind: 'openstatus', place: () => 'acme', byApi: true, answers: openStatus },
    without: ['statuses'],
  },
  Kener: { kind: 'kener', place: atRoot, answers: kener, endless },
  'files of Kener': {
    ...{ kind: 'kener', place: () => '', answers: {}, files: kenerFiles },
    without: ['incidents', 'maintenances', 'statuses'],
  },
};
