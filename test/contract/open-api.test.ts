import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { NewAlertRule } from '../../api/domain/alert/rule-input.ts';
import { AlertSourceEdit, NewAlertSource } from '../../api/domain/alert/source.ts';
import { CheckEdit } from '../../api/domain/check/input.ts';
import { NewHypothesis } from '../../api/domain/room/hypothesis.ts';
import { NewTimer } from '../../api/domain/room/timer.ts';
import { AddressedUpstream, AddressedUpstreamEdit } from '../../api/domain/upstream/input.ts';
import stored from '../../api/render/open-api/document.json' with { type: 'json' };
import { generateOpenApi } from '../../api/render/open-api/generate.ts';
import { changeFields } from '../../api/routes/manage/change/changes.ts';
import { drillEndFields, drillFields } from '../../api/routes/manage/drill/drills.ts';
import { hoursFields } from '../../api/routes/manage/escalation/business-hours.ts';
import { policyFields } from '../../api/routes/manage/escalation/policies.ts';
import { handoverAnswerFields, handoverFields } from '../../api/routes/manage/handover/handover.ts';
import {
  checkInFields,
  shiftAnswerFields,
  shiftNotesFields,
} from '../../api/routes/manage/handover/shifts.ts';
import { manage } from '../../api/routes/manage/index.ts';
import { metricFields, newMetricFields } from '../../api/routes/manage/metric/request.ts';
import {
  overrideFields,
  rotationFields,
  scheduleFields,
} from '../../api/routes/manage/on-call/request.ts';
import { pageAccessFields } from '../../api/routes/manage/people/page-access.ts';
import { postmortemFields, postmortemPublishFields } from '../../api/routes/manage/postmortem.ts';
import {
  componentFields,
  componentGroupFields,
} from '../../api/routes/manage/request/component-request.ts';
import {
  deletionQuery,
  incidentPatchFields,
  newIncidentFields,
} from '../../api/routes/manage/request/incident-request.ts';
import { ItemFields, reviewBody } from '../../api/routes/manage/review/request.ts';
import { accessFields } from '../../api/routes/manage/room/access.ts';
import { escalationFields } from '../../api/routes/manage/room/escalation.ts';
import { eventFields, eventPatchFields } from '../../api/routes/manage/room/events.ts';
import { internalUpdateFields } from '../../api/routes/manage/room/internal-updates.ts';
import { nudgeFields } from '../../api/routes/manage/room/nudges.ts';
import {
  checklistFields,
  hypothesisFields,
  linkFields,
} from '../../api/routes/manage/room/plan.ts';
import { milestoneFields, roleFields, triageBody } from '../../api/routes/manage/room/response.ts';
import { roomSettingsFields } from '../../api/routes/manage/room/settings.ts';
import { runbookFields } from '../../api/routes/manage/runbook/request.ts';
import { runFields, runPatchFields } from '../../api/routes/manage/runbook/runs.ts';
import { severityFields } from '../../api/routes/manage/severities.ts';
import { incidentSubscriberFields } from '../../api/routes/manage/subscriber/incident-subscribers.ts';
import {
  subscriberFields,
  subscriberPatchFields,
} from '../../api/routes/manage/subscriber/request.ts';
import { deletionFields } from '../../api/routes/manage/subscriber/subscribers.ts';
import { templateFields } from '../../api/routes/manage/template/templates.ts';
import { correctionFields } from '../../api/routes/manage/updates.ts';
import { runGeneratedClient, verdicts } from '../support/api/open-api-tools.ts';
import { alertSamples } from '../support/samples/alert-samples.ts';
import { type Client, clientOf } from '../support/server/client.ts';
import { FULL, PART_AT_EDGE } from '../support/size.ts';
import { announced } from '../support/world/random.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Answers = Record<string, { content?: Record<string, { schema: Schema }> }>;
type Operation = {
  responses: Answers;
  security?: object[];
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> };
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: object };
};

let subject: Subject;
let client: Client;
let described: Document;
const ids: Record<string, string> = {};
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
  const component = await client.newComponent('Cards');
  const incident = await client.newIncident({
    name: 'Cards fail',
    body: 'We are looking into it.',
    components: { [component.id]: 'partial_outage' },
  });
  const planned = await client.newIncident({
    name: 'Work',
    scheduled_for: '2036-12-01T02:00:00Z',
    scheduled_until: '2036-12-01T03:00:00Z',
  });
  Object.assign(ids, { incidents: incident.id, components: component.id, planned: planned.id });
  described = (await (await fetch(`${subject.url}/api/openapi.json`)).json()) as Document;
});
afterAll(() => subject.stop());

test('the stored document equals the one that `npm run open-api` writes now', () => {
  expect(stored).toEqual(JSON.parse(JSON.stringify(generateOpenApi())));
});

test('each body has an example that its own schema accepts, with described fields only', () => {
  const bodies = operations().flatMap(({ path, method, requestBody }) => {
    const content = requestBody?.content['application/json'];
    return content ? [{ name: `${method} ${path}`, ...content }] : [];
  });
  expect(bodies.length).toBeGreaterThan(90);
  for (const { name, schema, example } of bodies) {
    expect(example, name).toBeTypeOf('object');
    expect(parserOf(schema).safeParse(example).error?.issues ?? [], name).toEqual([]);
    const { properties = {} } = schema as { properties?: Record<string, Schema> };
    const [[envelope = '', inner] = []] = Object.entries(example as object);
    expect(Object.keys(properties), name).toContain(envelope);
    if (
      Array.isArray(inner) ||
      ('additionalProperties' in Object(properties[envelope]) &&
        fieldsIn(properties[envelope]).length === 0)
    )
      continue;
    expect(fieldsIn(properties[envelope]), name).toEqual(
      expect.arrayContaining(Object.keys(inner)),
    );
  }
});

test('two independent validators accept the document', async () => {
  const said = Object.entries(await verdicts(described));
  expect(said.length).toBe(2);
  for (const [validator, { valid, errors }] of said)
    expect([validator, valid, errors ?? []]).toEqual([validator, true, []]);
  // A document that neither may accept: this shows that they look.
  const broken = { ...described, info: {} };
  for (const [validator, { valid }] of Object.entries(await verdicts(broken)))
    expect([validator, valid]).toEqual([validator, false]);
});

test('a generated client compiles, and creates, updates and resolves an incident', {
  timeout: 240_000,
}, async () => {
  // Alone, what the program uses takes a tenth of the time. FULL=1 takes all of it.
  const isUsed = (path: string) => /^\/v1\/pages\/\{page\}\/(incidents|components)/.test(path);
  const paths = Object.fromEntries(
    Object.entries(described.paths).filter(([path]) => FULL || isUsed(path)),
  );
  const { url: URL, pageId: PAGE, publisher: TOKEN } = subject;
  const states = await runGeneratedClient({ ...described, paths }, { URL, PAGE, TOKEN });
  expect(states).toEqual(['investigating', 'identified', 'resolved', 'resolved']);
});

const operations = () =>
  Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );

/** The address with ids that are there, or that are not. */
function addressOf(path: string, isThere: boolean): string {
  const of = path.endsWith('.ics') ? 'planned' : (/^\/(\w+)\/\{id\}/.exec(path)?.[1] ?? '');
  const now = new Date().toISOString().slice(0, 7);
  return path
    .replace('{id}', isThere ? (ids[of] ?? 'unknown') : 'notthere0000')
    .replace('{period}', isThere ? (subject.world ? '2026-11' : now) : '1999-13');
}

const parsers = new Map<string, z.ZodType>();

/** Errors have the same schema everywhere, and each schema brings every definition. */
function parserOf(schema: Schema): z.ZodType {
  const key = JSON.stringify(schema);
  const $defs = described.components?.schemas ?? {};
  const local = () => JSON.stringify({ ...(schema as object), $defs });
  const whole = (): Schema => JSON.parse(local().replaceAll('#/components/schemas/', '#/$defs/'));
  const parser = parsers.get(key) ?? z.fromJSONSchema(whole());
  parsers.set(key, parser);
  return parser;
}

/** Asserts that the document describes this answer: its status, its content type and its body. */
async function check(name: string, responses: Answers, answer: Response) {
  const content = responses[answer.status]?.content;
  const type = answer.headers.get('content-type')?.replace(/;.*/, '') ?? '';
  const text = await answer.text();
  expect(content, `${name} answers ${answer.status}: ${text.slice(0, 200)}`).toBeDefined();
  const schema = content?.[type]?.schema;
  expect(schema, `${name} answers ${answer.status} as ${type}`).toBeDefined();
  if (!schema) return;
  const body = type.endsWith('json') ? JSON.parse(text) : text;
  const read = parserOf(schema).safeParse(body);
  expect(read.error?.issues ?? [], `${name}: ${text.slice(0, 200)}`).toEqual([]);
}

test('every reading operation responds as described, also for missing resources', async () => {
  const isOpen = ({ security }: Operation) => security?.length === 0;
  const reads = operations().filter((one) => one.method === 'get' && isOpen(one));
  expect(reads.length).toBeGreaterThan(30);
  for (const { path, responses } of reads)
    for (const isThere of path.includes('{') ? [true, false] : [true]) {
      const address = addressOf(path, isThere);
      const answer = await fetch(`${subject.url}${address}`);
      expect([address, answer.status]).toEqual([address, isThere ? 200 : 404]);
      await check(address, responses, answer);
    }
});

test('every operation says whether it needs a token, and those that do refuse without one', async () => {
  for (const { path, method, security } of operations()) {
    expect(security, `${method} ${path}`).toBeDefined();
    if (security?.length === 0) continue;
    const address = path.replace('{page}', subject.pageId).replace('{id}', ids.planned ?? '');
    const answer = await fetch(`${subject.url}${address}`, { method: method.toUpperCase() });
    expect([method, address, answer.status]).toEqual([method, address, 401]);
  }
});

/** The field that holds what a request is about, by the part of the path that names it. */
const envelopes: Record<string, string> = {
  incidents: 'incident',
  incident_updates: 'incident_update',
  components: 'component',
  'component-groups': 'component_group',
  events: 'event',
  roles: 'roles',
  triage: 'triage',
  milestones: 'milestone',
  internal_updates: 'internal_update',
  acknowledge: 'acknowledgement',
  escalate: 'escalation',
  escalation: 'escalation',
  escalation_policies: 'escalation_policy',
  business_hours: 'business_hours',
  checklist: 'checklist',
  links: 'links',
  timers: 'timer',
  hypotheses: 'hypothesis',
  changes: 'change',
  alert_sources: 'alert_source',
  alert_rules: 'alert_rule',
  checks: 'check',
  vendors: 'vendor',
  metrics_providers: 'metrics_provider',
  metrics: 'metric',
  data: 'data',
  runbooks: 'runbook',
  versions: 'version',
  automation: 'automation',
  runs: 'run',
  nudges: 'nudge',
  access: 'access',
  handover: 'handover',
  shift_handovers: 'shift_handover',
  check_in: 'check_in',
  drills: 'drill',
  schedules: 'schedule',
  rotations: 'rotation',
  overrides: 'override',
  reviews: 'review',
  action_items: 'action_item',
  subscribers: 'subscriber',
  incident_templates: 'template',
  postmortem: 'postmortem',
  page_access_users: 'page_access_user',
};

const ruleSettings = {
  conditions: [{ field: 'title', op: 'contains', value: 'down' }],
  action: 'draft',
};

test('every operation with a token responds as described, also for missing resources', async () => {
  const times = { scheduled_for: '2036-12-02T02:00:00Z', scheduled_until: '2036-12-02T03:00:00Z' };
  const stop = { name: 'db01 [todo]' };
  const resolved = { name: 'Logins fail', status: 'resolved', body: 'Fixed.' };
  const over = await client.newIncident(resolved);
  const begun = { review: { incident_id: over.id } };
  ids.reviews = (await client.ask('POST', '/pages/:p/reviews', begun)).json.id;
  const item = { action_item: { title: 'Add a limit', incident_id: over.id } };
  ids.action_items = (await client.ask('POST', '/pages/:p/action_items', item)).json.id;
  const bodies: Record<string, (object | undefined)[]> = {
    incidents: [{ name: 'Work', ...times }, { name: 'Work', scheduled_for: 'soon' }, stop],
    incident_updates: [{ body: 'We look into it.' }, { body: '' }],
    components: [{ name: 'Cards' }, { name: '' }, stop],
    'component-groups': [{ name: 'Europe', components: [ids.components] }, { name: '' }, stop],
    events: [{ text: '! Roll back' }, { text: '' }, { pinned: true }],
    roles: [{ commander: null }, { commander: 'nobody@example.com' }],
    triage: [{ since: '10:02' }, { since: 'x'.repeat(281) }],
    milestones: [{ kind: 'mitigated', level: 'partial' }, { kind: 'won' }],
    internal_updates: [{ current_state: 'Down.' }, { current_state: '' }],
    acknowledge: [{}],
    escalate: [{}],
    escalation: [{ business_impact: true }, { business_impact: 'perhaps' }],
    escalation_policies: [{ name: 'Days', levels: [{ after: 0 }] }, { name: '' }],
    business_hours: [{ time_zone: 'Europe/Berlin' }, { time_zone: 'Berlin' }],
    checklist: [{ phase: 'contain' }, { phase: 'panic' }],
    links: [{ bridge: 'https://meet.example.com' }, { chat: 'nowhere' }],
    timers: [{ action: 'Restart', minutes: 5 }, { action: '' }, { do: 'done' }],
    hypotheses: [{ text: 'The queue' }, { text: '' }, { state: 'ruled_out' }],
    alert_sources: [{ name: 'Scripts', kind: 'generic' }, { name: '' }],
    alert_rules: [{ name: 'Down', settings: ruleSettings }, { name: '' }],
    checks: [{ name: 'Nightly copy', kind: 'heartbeat', settings: {} }, { name: '' }, { every: 0 }],
    vendors: [{ component_id: 'none', address: 'localhost' }, { address: '' }, { drafts: 3 }],
    metrics_providers: [{ type: 'Self' }, { type: 'Datadog' }],
    metrics: [{ name: 'Latency' }, { name: '' }],
    data: [{ timestamp: (subject.world?.deps.clock() ?? Date.now()) / 1000, value: 1 }, {}],
    changes: [{ kind: 'deploy', ref: 'cards v2' }, { kind: 'joke' }],
    runbooks: [{ title: 'Cards fail', body: '1. Restart' }, { title: '' }],
    versions: [{}],
    automation: [{ decision: 'planned' }, { decision: 'maybe' }],
    runs: [{}, { outcome: 'won' }],
    nudges: [{}, { answer: 'x'.repeat(501) }],
    access: [{ visibility: 'restricted' }],
    room_settings: [{ bridge: 'https://meet.example.com' }],
    handover: [{ to: 'nobody@example.com' }, { do: 'accept' }],
    shift_handovers: [
      { schedule: 'none', at: '2036-12-01T00:00:00Z', notes: 'Look.' },
      { do: 'accept' },
    ],
    check_in: [{ load: 3 }, { load: 9 }],
    drills: [{ scenario: 'deployment', speed: 10 }, { scenario: 'none' }, { do: 'end' }],
    schedules: [
      { name: 'Second', time_zone: 'Etc/UTC' },
      { name: '', time_zone: 'Mars' },
    ],
    rotations: [{ people: ['nobody@example.com'] }],
    overrides: [{ person: 'nobody@example.com', from: '2036-12-01', until: '2036-12-02' }],
    reviews: [
      {
        incident_id: over.id,
        reason: 'A duplicate',
        note: 'Name the cause.',
        summary: 'Cards failed.',
      },
      { incident_id: ids.incidents, whys: 'none' },
    ],
    incident_templates: [{ name: 'Short', body: 'We are looking into it.' }, { name: '' }],
    postmortem: [{ body_draft: 'What happened.' }, {}],
    page_access_users: [{ email: `v${Date.now()}@example.com` }, { email: 'nobody' }],
    subscribers: [{ email: `n${Date.now()}@example.com` }, { email: 'nobody' }, {}],
    action_items: [
      { title: 'Add an alert', due_on: '2036-12-24' },
      { title: '', due_on: 'soon' },
    ],
  };
  const updates = (await client.ask('GET', `/pages/:p/incidents/${ids.incidents}`)).json as {
    incident_updates: { id: string }[];
  };
  const line = { event: { text: 'The queue is full.' } };
  const room = `/pages/:p/incidents/${ids.incidents}`;
  const event = (await client.ask('POST', `${room}/events`, line)).json as { id: string };
  const action = { timer: { action: 'Restart', minutes: 5 } };
  const [timer] = (await client.ask('POST', `${room}/timers`, action)).json as { id: string }[];
  const cause = { hypothesis: { text: 'The queue' } };
  const [guess] = (await client.ask('POST', `${room}/hypotheses`, cause)).json as { id: string }[];
  const change = (await client.ask('POST', '/pages/:p/changes', { change: { kind: 'flag' } })).json;
  const alert_source = { name: 'Prometheus', kind: 'alertmanager' };
  const source = (await client.ask('POST', '/pages/:p/alert_sources', { alert_source })).json;
  await fetch(subject.url + new URL(source.url).pathname, {
    method: 'POST',
    body: JSON.stringify(alertSamples.alertmanager('firing', 'ApiDown')),
  });
  ids.alert_sources = source.id;
  ids.alerts = (await client.ask('GET', '/pages/:p/alerts')).json[0].id;
  const heartbeat = { check: { name: 'Backup', kind: 'heartbeat', settings: { grace: 5 } } };
  ids.checks = (await client.ask('POST', '/pages/:p/checks', heartbeat)).json.id;
  const providers = '/pages/:p/metrics_providers';
  ids.metrics_providers = (await client.ask('POST', providers, { metrics_provider: {} })).json.id;
  const metric = { name: 'Requests' };
  ids.metrics = (
    await client.ask('POST', `${providers}/${ids.metrics_providers}/metrics`, { metric })
  ).json.id;
  const alert_rule = { name: 'Down', settings: ruleSettings };
  ids.alert_rules = (await client.ask('POST', '/pages/:p/alert_rules', { alert_rule })).json.id;
  const runbook = { title: 'Cards are slow', body: '1. Look' };
  ids.runbooks = (await client.ask('POST', '/pages/:p/runbooks', { runbook })).json.id;
  const schedule = { name: 'Primary', time_zone: 'Europe/Berlin' };
  ids.schedules = (await client.ask('POST', '/pages/:p/schedules', { schedule })).json.id;
  const policy = { escalation_policy: { name: 'On call', levels: [{ after: 0 }] } };
  const asOwner = { token: subject.ownerToken ?? '' };
  ids.escalation_policies = (
    await client.ask('POST', '/pages/:p/escalation_policies', policy, asOwner)
  ).json.id;
  const runs = `/pages/:p/runbooks/${ids.runbooks}/runs`;
  const run = (await client.ask('POST', runs, { run: {} })).json as { id: string };
  const drill = { scenario: 'database' };
  ids.drills = (await client.ask('POST', '/pages/:p/drills', { drill })).json.id;
  const reader = { email: 'first@example.com' };
  ids.subscribers = (
    await client.ask('POST', '/pages/:p/subscribers', { subscriber: reader })
  ).json.id;
  const template = { name: 'Looking', body: 'We are looking into it.' };
  ids.incident_templates = (
    await client.ask('POST', '/pages/:p/incident_templates', { template }, asOwner)
  ).json.id;
  const page_access_user = { email: 'reader@example.com' };
  ids.page_access_users = (
    await client.ask('POST', '/pages/:p/page_access_users', { page_access_user }, asOwner)
  ).json.id;
  const isLast = ({ method }: { method: string }) => Number(method === 'delete');
  // A hand-over needs two people: test/contract/shift-handovers.test.ts reads one.
  ids.shift_handovers = 'notthere0000';
  // A vendor must be on the internet: test/actions/upstream.test.ts follows one.
  ids.vendors = 'notthere0000';
  // Of the Worker, a third: what the others need is always made.
  const random = announced('OPERATIONS_SEED');
  const isChosen = ({ path, method }: { path: string; method: string }) =>
    !PART_AT_EDGE || (method === 'post' && path.endsWith('groups')) || random() < 1 / 3;
  const inOrder = operations()
    .filter(isChosen)
    .toSorted((a, b) => isLast(a) - isLast(b));
  for (const { path, method, responses } of inOrder) {
    const [, kind = '', rest = ''] = /^\/v1\/pages\/\{page\}\/([\w-]+)(.*)$/.exec(path) ?? [];
    if (kind === '' || kind === 'logo') continue;
    if (/\.(csv|yaml)$/.test(path)) {
      const file = await fetch(subject.url + path.replace('{page}', subject.pageId), {
        headers: { authorization: `OAuth ${subject.publisher}` },
      });
      await check(`${method} ${path}`, responses, file);
      continue;
    }
    const part = /^(?:\/\{id\})?\/(\w+)/.exec(rest)?.[1];
    const of = part && part in envelopes ? part : kind;
    for (const body of /get|delete/.test(method) ? [undefined] : (bodies[of] ?? []))
      for (const isThere of rest && method !== 'delete' ? [true, false] : [true]) {
        const address = path
          .replace('{page}', ':p')
          .replace('/v1', '')
          .replace('{id}', isThere ? (ids[kind] ?? '') : 'notthere0000')
          .replace('{update}', updates.incident_updates[0]?.id ?? '')
          .replace('{event}', event.id)
          .replace('{timer}', timer?.id ?? '')
          .replace('{hypothesis}', guess?.id ?? '')
          .replace('{change}', change.id)
          .replace('{nudge}', 'check_in')
          .replace('{version}', '1')
          .replace('{run}', run.id)
          .replace('{subscriber}', 'notthere0000')
          .replace('{handover}', 'notthere0000');
        const inner = envelopes[of] ?? of;
        const { status, headers, json } = await client.ask(
          method.toUpperCase(),
          address,
          body && { [inner]: body },
          ownersOnly.includes(kind) ? asOwner : undefined,
        );
        if (of === 'component-groups' && status === 201) ids[kind] = json.id;
        const answer = new Response(status === 204 ? null : JSON.stringify(json), {
          status,
          headers,
        });
        if (status === 204) expect(Object.keys(responses)).toContain('204');
        else await check(`${method} ${address}`, responses, answer);
      }
  }
});

/** Where a publisher’s token is refused. */
const ownersOnly = [
  'escalation_policies',
  'business_hours',
  'incident_templates',
  'page_access_users',
];

/** Fields of a described object, by name. */
const fieldsIn = (schema: Schema | undefined) =>
  Object.keys((schema as { properties?: object } | undefined)?.properties ?? {}).sort();
const keysOf = ({ shape }: { shape: object }) => Object.keys(shape).sort();

test('every route of the API with a token is described, with each field of its request schema', () => {
  const checkKeys = keysOf(CheckEdit.omit({ enabled: true, expectedRevision: true })).map((key) =>
    key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  const taken: Record<string, string[]> = {
    'post /incidents': keysOf(newIncidentFields('UTC')),
    'patch /incidents/{id}': keysOf(incidentPatchFields('UTC')),
    'delete /incidents/{id}': keysOf(deletionQuery),
    'patch /incidents/{id}/incident_updates/{update}': keysOf(correctionFields('UTC')),
    'post /incidents/{id}/events': keysOf(eventFields('UTC')),
    'patch /incidents/{id}/events/{event}': keysOf(eventPatchFields('UTC')),
    'patch /incidents/{id}/roles': keysOf(roleFields),
    'patch /incidents/{id}/triage': keysOf(triageBody),
    'post /incidents/{id}/milestones': keysOf(milestoneFields('UTC')),
    'post /incidents/{id}/internal_updates': keysOf(internalUpdateFields('UTC')),
    'patch /incidents/{id}/checklist': keysOf(checklistFields),
    'patch /incidents/{id}/links': keysOf(linkFields),
    'post /incidents/{id}/timers': keysOf(NewTimer),
    'patch /incidents/{id}/timers/{timer}': ['do', 'minutes'],
    'post /incidents/{id}/hypotheses': keysOf(NewHypothesis),
    'patch /incidents/{id}/hypotheses/{hypothesis}': keysOf(hypothesisFields),
    'post /schedules': keysOf(scheduleFields),
    'patch /schedules/{id}': keysOf(scheduleFields),
    'post /schedules/{id}/rotations': keysOf(rotationFields('UTC')),
    'patch /schedules/{id}/rotations/{rotation}': keysOf(rotationFields('UTC')),
    'post /schedules/{id}/overrides': keysOf(overrideFields('UTC')),
    'post /escalation_policies': keysOf(policyFields),
    'patch /escalation_policies/{id}': keysOf(policyFields),
    'patch /business_hours': keysOf(hoursFields),
    'patch /incidents/{id}/escalation': keysOf(escalationFields),
    'patch /severities/{severity}': keysOf(severityFields),
    'patch /room_settings': keysOf(roomSettingsFields),
    'patch /incidents/{id}/access': keysOf(accessFields),
    'post /incidents/{id}/nudges/{nudge}/dismiss': keysOf(nudgeFields),
    'post /changes': keysOf(changeFields('UTC')),
    'post /alert_sources': keysOf(NewAlertSource),
    'patch /alert_sources/{id}': keysOf(AlertSourceEdit),
    'post /checks': [...checkKeys, 'kind', 'status', 'when_down'].sort(),
    'patch /checks/{id}': [...checkKeys, 'enabled'].sort(),
    'post /vendors': ['component_id', ...keysOf(AddressedUpstream)].sort(),
    'patch /vendors/{id}': keysOf(AddressedUpstreamEdit),
    'post /metrics_providers': ['type'],
    'patch /metrics_providers/{id}': ['type'],
    'post /metrics_providers/{id}/metrics': keysOf(newMetricFields),
    'patch /metrics/{id}': keysOf(metricFields),
    'post /metrics/{id}/data': ['timestamp', 'value'],
    'post /alert_rules': keysOf(NewAlertRule),
    'patch /alert_rules/{id}': [...keysOf(NewAlertRule), 'position'].sort(),
    'post /runbooks': keysOf(runbookFields),
    'patch /runbooks/{id}': keysOf(runbookFields),
    'patch /runbooks/{id}/automation': ['decision'],
    'post /runbooks/{id}/runs': keysOf(runFields),
    'patch /runbooks/{id}/runs/{run}': keysOf(runPatchFields),
    'post /incidents/{id}/handover': keysOf(handoverFields),
    'patch /incidents/{id}/handover/{handover}': keysOf(handoverAnswerFields),
    'post /shift_handovers': keysOf(shiftNotesFields('UTC')),
    'patch /shift_handovers/{id}': keysOf(shiftAnswerFields),
    'post /shift_handovers/{id}/check_in': keysOf(checkInFields),
    'patch /shift_handovers/{id}/check_in': keysOf(checkInFields),
    'post /drills': keysOf(drillFields),
    'patch /drills/{id}': keysOf(drillEndFields),
    'post /reviews': ['incident_id'],
    'post /reviews/not_needed': ['incident_id', 'reason'],
    'patch /reviews/{id}': keysOf(reviewBody('UTC')),
    'post /reviews/{id}/send_back': ['note'],
    'post /action_items': keysOf(ItemFields),
    'patch /action_items/{id}': keysOf(ItemFields),
    'post /incident_templates': keysOf(templateFields),
    'patch /incident_templates/{id}': keysOf(templateFields),
    'patch /incidents/{id}/postmortem': keysOf(postmortemFields),
    'patch /incidents/{id}/postmortem/publish': keysOf(postmortemPublishFields),
    'post /page_access_users': keysOf(pageAccessFields),
    'post /subscribers': keysOf(subscriberFields),
    'post /incidents/{id}/subscribers': keysOf(incidentSubscriberFields),
    'patch /subscribers/{id}': keysOf(subscriberPatchFields),
    'delete /subscribers/{id}': keysOf(deletionFields),
    'post /components': keysOf(componentFields),
    'patch /components/{id}': keysOf(componentFields),
    'post /component-groups': keysOf(componentGroupFields),
    'patch /component-groups/{id}': keysOf(componentGroupFields),
  };
  const routes = manage().routes.filter(({ method }) => method !== 'ALL');
  const known = routes.map(({ method, path }) => {
    const whole = `/v1${path}`.replace(/\/$/, '').replace(':page/', '{page}/');
    const named = whole
      .replace(/:page$/, '{page}')
      .replace(':organization', '{organization}')
      .replace(/(?<=\{page\}\/[\w-]+\/):(?!severity)[a-z]+\b/, '{id}')
      .replace(/:([a-z]+)\b/, '{$1}');
    return `${method.toLowerCase()} ${named}`;
  });
  const prefix = '/v1';
  const isOwn = ({ path }: { path: string }) => path.startsWith(`${prefix}/`);
  expect([...new Set(known)].sort()).toEqual(
    operations()
      .filter(isOwn)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  );
  const verbs = known
    .filter((one) => !one.startsWith('get '))
    .map((one) => one.replace(' /v1/pages/{page}', ' '));
  for (const verb of new Set(verbs)) {
    const [method = '', path = ''] = verb.split(' ');
    const operation = described.paths[`/v1/pages/{page}${path}`]?.[method];
    const queries = (operation?.parameters ?? []).filter((one) => one.in === 'query');
    const body = operation?.requestBody?.content['application/json']?.schema as
      | { properties?: Record<string, Schema> }
      | undefined;
    const [envelope] = Object.values(body?.properties ?? {});
    const documented = [...fieldsIn(envelope), ...queries.map(({ name }) => name)].sort();
    expect({ verb, documented }).toEqual({
      verb,
      documented: taken[verb.replace(/^put/, 'patch')] ?? [],
    });
  }
});
