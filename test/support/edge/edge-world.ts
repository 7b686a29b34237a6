import { sql } from 'drizzle-orm';
import { issueToken } from '../../../api/actions/team/token.ts';
import { newId } from '../../../api/core/id.ts';
import type { Role } from '../../../api/domain/response/role.ts';
import { HOUR } from '../../../api/domain/time/time.ts';
import { localInput } from '../../../api/domain/time/zone.ts';
import { write } from '../../../db/engine/write.ts';
import { subscriber } from '../../../db/schema/index.ts';
import { Visitor } from '../browser/visitor.ts';
import { Provider } from '../mail/provider.ts';
import { clientOf } from '../server/client.ts';
import { startFaultProxy } from '../server/network-faults.ts';
import { addMember, NewMember } from '../world/people.ts';
import { makeWorld } from '../world/world.ts';
import { type Edge, startEdge } from './edge.ts';
import { startSqld } from './sqld.ts';

export const PASSWORD = 'correct horse battery';

type Options = Parameters<typeof startEdge>[1] & {
  env?: Record<string, string>;
  /** Seconds in which a publisher can stop a mail. */
  hold?: number;
};
export type EdgeWorld = Awaited<ReturnType<typeof startEdgeWorld>>;

/**
 * A page with a publisher, the Worker that serves it, network failures on demand between the Worker
 * and its database, and a provider that records every accepted mail.
 */
export async function startEdgeWorld(options: Options = {}) {
  const { env = {}, hold = 0, ...rest } = options;
  const [sqld, provider] = await Promise.all([startSqld(), Provider.start()]);
  const between = await startFaultProxy(sqld.url);
  const world = await makeWorld({ url: sqld.url });
  const { deps, pageId, owner } = world;
  await deps.db.run(sql`update page set mail_hold = ${hold}`);
  const publisher = await issueToken(deps, owner, pageId, { name: 'ci', role: 'publisher' });
  const variables = {
    DATABASE_URL: between.url,
    SECRET_KEY: world.secret,
    RESEND_API_KEY: 're_test',
    RESEND_BASE_URL: provider.url,
    MAIL_FROM: 'Northwind <status@northwind.example>',
    ...env,
  };
  let edge: Edge = await startEdge(variables, rest);
  const client = () => clientOf({ url: edge.url, pageId, publisher });
  const component = await client().newComponent('Cards');
  return {
    db: deps.db,
    deps,
    databaseUrl: sqld.url,
    pageId,
    publisher,
    provider,
    between,
    get edge() {
      return edge;
    },
    get url() {
      return edge.url;
    },
    /** Kills the Worker at once and starts another. */
    async restart(more: Options = {}) {
      await edge.stop();
      const { port: PORT } = new URL(edge.url);
      edge = await startEdge({ ...variables, ...more.env, PORT }, { ...rest, ...more });
    },
    publish: (name: string, key = newId(), more: object = {}) =>
      client().ask(
        'POST',
        '/pages/:p/incidents',
        {
          incident: {
            name,
            status: 'investigating',
            body: 'Some cards are declined.',
            components: { [component.id]: 'partial_outage' },
            ...more,
          },
        },
        { headers: { 'idempotency-key': key } },
      ),
    /** Somebody new of this role, signed in to the console. */
    async member(role: Role, email = `${role}@example.com`): Promise<Visitor> {
      const typed = { email, password: PASSWORD };
      const person = NewMember.parse({ ...typed, name: 'Lea Lead', role });
      await addMember(deps, owner, pageId, person);
      const member = new Visitor(edge.url);
      await member.submit(await member.get('/admin/sign-in'), typed);
      return member;
    },
    /** The page's owner, signed in to the console. */
    lead(): Promise<Visitor> {
      return this.member('owner', 'lea@example.com');
    },
    /** The console's form for a new incident, filled in and ready to submit. */
    async draft(lead: Visitor, name: string): Promise<() => Promise<Response>> {
      const typed = {
        name,
        'f.what_users_see': 'Some cards are declined',
        'f.since': localInput(Date.now() - HOUR, 'Etc/UTC'),
        'f.next_update': '30',
        pick: component.id,
        pickStatus: 'partial_outage',
      };
      const { html } = await lead.get('/admin/incidents/new');
      const [, template] = /data-template="([a-z0-9]{12})"/.exec(html) ?? [];
      const open = await lead.get(`/admin/incidents/new?template=${template}`);
      const composed = await lead.submit(open, typed, { name: 'do', value: 'compose' });
      return () => lead.click(composed, typed, { name: 'do', value: 'publish' });
    },
    update: (id: string, body: string, status: string) =>
      client().ask('PATCH', `/pages/:p/incidents/${id}`, { incident: { body, status } }),
    /** Confirmed people; returns their addresses. */
    async addPeople(n: number): Promise<string[]> {
      const rows = Array.from({ length: n }, (_, i) => ({
        id: newId(),
        pageId,
        email: `person-${i}@customers.example`,
        state: 'active' as const,
        confirmedAt: 1,
        createdAt: 1,
        updatedAt: 1,
      }));
      for (let i = 0; i < n; i += 500)
        await write(deps.db, [deps.db.insert(subscriber).values(rows.slice(i, i + 500))]);
      return rows.map((row) => row.email);
    },
    /** Ends every wait and every lease. */
    passTheWaits: async () => {
      await deps.db.run(sql`update chunk set due_at = 0 where state in ('ready', 'leased')`);
      await deps.db.run(sql`update lane set holder_until = 0`);
    },
    async states(): Promise<string[]> {
      const rows = await deps.db.all<{ state: string }>(sql`select state from notification`);
      return rows.map((row) => row.state);
    },
    async stop() {
      await edge.stop();
      world.close();
      await Promise.all([between.stop(), provider.stop()]);
      await sqld.stop();
    },
  };
}
