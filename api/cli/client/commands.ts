import { readFileSync } from 'node:fs';
import {
  type Api,
  type ApiRow,
  allOf,
  ClientError,
  componentCalled,
  groupOf,
  listIn,
} from './api.ts';
import {
  type ArgumentOptions,
  argument,
  type ClientCommand,
  flagOption,
  type Given,
  one,
  pairsIn,
  rows,
  textOption,
} from './given.ts';
import { printable, tableOf } from './table.ts';

const about = {
  body: textOption,
  status: textOption,
  component: { type: 'string', multiple: true },
  impact: textOption,
  severity: textOption,
  quiet: flagOption,
  key: textOption,
} as const satisfies ArgumentOptions;

/** Commands that are one or two calls of the API, by what is typed: `incident open`. */
export const apiCommands: Record<string, ClientCommand> = {
  'incident list': {
    usage: 'incident list [--all]                     open incidents, or all',
    options: { all: flagOption },
    run: async (api, { values }) =>
      rows(
        values.all
          ? await allOf(api, '/incidents')
          : listIn(await api.get('/incidents/unresolved')),
      ),
  },
  'incident open': {
    usage: 'incident open NAME [--body TEXT]          opens one; --component NAME=STATUS',
    options: about,
    run: async (api, given) => {
      const incident = { name: argument(given, 0, 'a name'), ...(await fieldsOf(api, given)) };
      return rows(await api.send('POST', '/incidents', { incident }, one(given, 'key')));
    },
  },
  'incident update': {
    usage: 'incident update ID --body TEXT            --status identified|monitoring',
    options: about,
    run: async (api, given) => patch(api, given, await fieldsOf(api, given)),
  },
  'incident resolve': {
    usage: 'incident resolve ID [--body TEXT]         its components are operational again',
    options: about,
    run: async (api, given) => {
      const { components } = (await api.get(`/incidents/${idIn(given)}`)) as {
        components: ApiRow[];
      };
      const operational = Object.fromEntries(components.map(({ id }) => [id, 'operational']));
      const fields = await fieldsOf(api, given);
      return patch(api, given, { status: 'resolved', components: operational, ...fields });
    },
  },
  'component list': {
    usage: 'component list                            components and groups with their status',
    run: async (api) => {
      const all = await allOf(api, '/components');
      return { json: all, text: tableOf(inGroups(all)) };
    },
  },
  'component set': {
    usage:
      'component set NAME STATUS                 such as “partial_outage”; NAME, “GROUP - NAME” or ID',
    run: async (api, given) => {
      const name = argument(given, 0, 'a component');
      const status = argument(given, 1, 'a status');
      const { id } = componentCalled(await allOf(api, '/components'), name);
      return rows(await api.send('PATCH', `/components/${id}`, { component: { status } }));
    },
  },
  'event add': {
    usage: 'event add ID TEXT                         adds an entry to an incident’s timeline',
    options: { kind: textOption, at: textOption },
    run: async (api, given) => {
      const [kind, at] = [one(given, 'kind'), one(given, 'at')];
      const words = argument(given, 1, 'what happened');
      const event = { text: messageIn(words), ...(kind && { kind }), ...(at && { at }) };
      const added = (await api.send('POST', `/incidents/${idIn(given)}/events`, { event })) as Row;
      return { json: added, text: `${added.id}  ${added.kind}  ${printable(String(added.text))}` };
    },
  },
  'maintenance plan': {
    usage: 'maintenance plan NAME --from T --until T  T such as 2026-12-01T02:00:00Z',
    options: { ...about, from: textOption, until: textOption },
    run: async (api, given) => {
      const [from, until] = [one(given, 'from'), one(given, 'until')];
      if (!from || !until) throw new ClientError('Give --from and --until.');
      const name = argument(given, 0, 'a name');
      const fields = await fieldsOf(api, given);
      const incident = { name, ...fields, scheduled_for: from, scheduled_until: until };
      return rows(await api.send('POST', '/incidents', { incident }, one(given, 'key')));
    },
  },
};

type Row = Record<string, unknown>;

/** In the order of the page: each group above its components, which are indented. */
const inGroups = (all: readonly ApiRow[]): ApiRow[] =>
  all
    .filter((row) => groupOf(row) === null)
    .flatMap((row) => [
      row.group === true ? { ...row, name: `${row.name} (group)` } : row,
      ...all
        .filter((one) => groupOf(one) === row.id)
        .map((one) => ({ ...one, name: `  ${one.name}` })),
    ]);

const idIn = (given: Given): string =>
  encodeURIComponent(argument(given, 0, 'the ID of an incident'));

const patch = async (api: Api, given: Given, incident: object) =>
  rows(await api.send('PATCH', `/incidents/${idIn(given)}`, { incident }));

/** `--body -` reads the message from standard input. */
export const messageIn = (body: string): string => (body === '-' ? readFileSync(0, 'utf8') : body);

async function fieldsOf(api: Api, given: Given): Promise<object> {
  const body = one(given, 'body');
  const status = one(given, 'status');
  const [impact, severity] = [one(given, 'impact'), one(given, 'severity')];
  const components = await componentsOf(api, given);
  return {
    ...(body !== undefined && { body: messageIn(body) }),
    ...(status && { status }),
    ...(impact && { impact_override: impact }),
    ...(severity && { severity }),
    ...(components && { components }),
    ...(given.values.quiet && { deliver_notifications: false }),
  };
}

async function componentsOf(api: Api, given: Given): Promise<object | null> {
  const pairs = pairsIn(given);
  if (pairs.length === 0) return null;
  const known = await allOf(api, '/components');
  return Object.fromEntries(
    pairs.map(([name, status]) => [componentCalled(known, name).id, status]),
  );
}
