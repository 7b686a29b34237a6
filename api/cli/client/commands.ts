import { readFileSync } from 'node:fs';
import type { ParseArgsConfig } from 'node:util';
import { type Api, type ApiRow, allOf, ClientError, exits, listIn, rowCalled } from './api.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
export type Given = {
  positionals: string[];
  values: Record<string, string | boolean | string[] | undefined>;
};
type Command = {
  usage: string;
  options?: Options;
  /** Returns what is printed: a row or a list of rows. */
  run: (api: Api, given: Given) => Promise<unknown>;
};

const text = { type: 'string' } as const;
const about = {
  body: text,
  status: text,
  component: { type: 'string', multiple: true },
  impact: text,
  severity: text,
  quiet: { type: 'boolean' },
  key: text,
} as const satisfies Options;

/** By what is typed: `incident open`. */
export const commands: Record<string, Command> = {
  'incident list': {
    usage: 'incident list [--all]                     open incidents, or all',
    options: { all: { type: 'boolean' } },
    run: async (api, { values }) =>
      values.all ? allOf(api, '/incidents') : listIn(await api.get('/incidents/unresolved')),
  },
  'incident open': {
    usage: 'incident open NAME [--body TEXT]          opens one; --component NAME=STATUS',
    options: about,
    run: async (api, given) => {
      const incident = { name: argument(given, 0, 'a name'), ...(await fieldsOf(api, given)) };
      return api.send('POST', '/incidents', { incident }, one(given, 'key'));
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
    run: (api) => allOf(api, '/components'),
  },
  'component set': {
    usage: 'component set NAME STATUS                 such as “partial_outage”; NAME or ID',
    run: async (api, given) => {
      const name = argument(given, 0, 'a component');
      const status = argument(given, 1, 'a status');
      const { id } = rowCalled(await allOf(api, '/components'), name, 'component');
      return api.send('PATCH', `/components/${id}`, { component: { status } });
    },
  },
  'maintenance plan': {
    usage: 'maintenance plan NAME --from T --until T  T such as 2026-12-01T02:00:00Z',
    options: { ...about, from: text, until: text },
    run: async (api, given) => {
      const [from, until] = [one(given, 'from'), one(given, 'until')];
      if (!from || !until) throw new ClientError('Give --from and --until.');
      const name = argument(given, 0, 'a name');
      const fields = await fieldsOf(api, given);
      const incident = { name, ...fields, scheduled_for: from, scheduled_until: until };
      return api.send('POST', '/incidents', { incident }, one(given, 'key'));
    },
  },
};

const one = ({ values }: Given, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

function argument({ positionals }: Given, at: number, what: string): string {
  const value = positionals[at];
  if (!value) throw new ClientError(`Name ${what}. See “allclear --help”.`);
  return value;
}

const idIn = (given: Given): string =>
  encodeURIComponent(argument(given, 0, 'the ID of an incident'));

const patch = (api: Api, given: Given, incident: object): Promise<unknown> =>
  api.send('PATCH', `/incidents/${idIn(given)}`, { incident });

/** `--body -` reads the message from standard input. */
async function fieldsOf(api: Api, given: Given): Promise<object> {
  const body = one(given, 'body');
  const status = one(given, 'status');
  const [impact, severity] = [one(given, 'impact'), one(given, 'severity')];
  const components = await componentsOf(api, given);
  return {
    ...(body !== undefined && { body: body === '-' ? readFileSync(0, 'utf8') : body }),
    ...(status && { status }),
    ...(impact && { impact_override: impact }),
    ...(severity && { severity }),
    ...(components && { components }),
    ...(given.values.quiet && { deliver_notifications: false }),
  };
}

async function componentsOf(api: Api, { values }: Given): Promise<object | null> {
  const given = [values.component ?? []].flat().map(String);
  if (given.length === 0) return null;
  const known = await allOf(api, '/components');
  const pairs = given.map((pair) => {
    const at = pair.lastIndexOf('=');
    if (at < 1) throw new ClientError(`--component is NAME=STATUS, not “${pair}”.`, exits.usage);
    return [rowCalled(known, pair.slice(0, at), 'component').id, pair.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}
