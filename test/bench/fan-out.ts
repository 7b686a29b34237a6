import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@libsql/client';
import { sql } from 'drizzle-orm';
import type { Db } from '../../db/engine/client.ts';

/** A page with one update to be told to so many people. */
export async function insertUpdateToTell(db: Db, people: number): Promise<void> {
  await db.run(
    sql`insert into page (id, name, mail_hold, created_at, updated_at) values ('page', 'Acme', 0, 0, 0)`,
  );
  await db.run(sql`insert into subscriber (id, page_id, email, state, confirmed_at, created_at, updated_at)
    with recursive n(i) as (select 0 union all select i + 1 from n where i < ${people - 1})
    select printf('sub%09d', i), 'page', 'person-' || i || '@customers.example', 'active', 0, 0, 0 from n`);
  await db.run(sql`insert into incident (id, page_id, kind, audience, name, state, impact, started_at, created_at, updated_at)
    values ('incident', 'page', 'incident', 'public', 'Payments fail', 'investigating', 'major', 0, 0, 0)`);
  await db.run(sql`insert into incident_update (id, page_id, incident_id, seq, audience, state, body, deliver_notifications, author, display_at, created_at, updated_at)
    values ('update', 'page', 'incident', 1, 'public', 'investigating', ${'Some cards are declined. '.repeat(20)}, 1, 'Lea', 0, 0, 0)`);
  await db.run(sql`insert into notification (id, page_id, incident_id, update_id, state, cut_at, hold_until, alive_at, created_at)
    values ('told', 'page', 'incident', 'update', 'planning', 1, 0, unixepoch() * 1000, 0)`);
}

/** The same in a new database, by the migrations of another tree of this repository. */
export async function insertFanOut(tree: string, url: string, people: number): Promise<Client> {
  const { openDb }: typeof import('../../db/engine/client.ts') = await import(
    engine(tree, 'client.ts')
  );
  const { migrate }: typeof import('../../db/engine/migrate.ts') = await import(
    engine(tree, 'migrate.ts')
  );
  const db = openDb({ url });
  await migrate(db, url);
  await insertUpdateToTell(db, people);
  return db.$client;
}

/** Older commits have these files beside all others of `db`. */
function engine(tree: string, file: string): string {
  const path = join(tree, 'db/engine', file);
  return existsSync(path) ? path : join(tree, 'db', file);
}
