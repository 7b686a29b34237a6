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

type Sample = {
  kind: string;
  place: (url: string) => string;
  byApi: boolean;
  answers: SourceAnswers;
};

/** A sample of each source, with what is typed to read it. */
export const importSamples: Readonly<Record<string, Sample>> = {
  'Uptime Kuma': {
    kind: 'uptime-kuma',
    place: (url) => `${url}/status/all`,
    byApi: false,
    answers: kuma,
  },
  'Cachet 2': { kind: 'cachet', place: (url) => url, byApi: false, answers: cachet2 },
  'Cachet 3': { kind: 'cachet', place: (url) => url, byApi: false, answers: cachet3 },
  Instatus: { kind: 'instatus', place: () => 'acme', byApi: true, answers: instatus },
  Upptime: { kind: 'upptime', place: () => 'acme/up', byApi: true, answers: upptime },
};
