import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newPage } from '../../../api/actions/page/page.ts';
import type { Deps } from '../../../api/context/deps.ts';
import { makeDeps } from '../../../api/context/make-deps.ts';
import { readConfig } from '../../../api/core/env.ts';
import type { Actor } from '../../../api/domain/response/role.ts';
import { DAY, HOUR } from '../../../api/domain/time/time.ts';
import type { Mailer } from '../../../api/notify/port/mailer.ts';
import type { LastKnown } from '../../../api/snapshot/last-known.ts';
import { write } from '../../../db/engine/write.ts';
import { openMigrated } from './migrated-database.ts';

export const NOON = Date.UTC(2026, 10, 20, 12);

/** A provider whose mails no test reads. */
const acceptsEverything: Mailer = {
  name: 'local',
  maxBatch: 100,
  maxConcurrency: 1,
  keyed: true,
  send: async () => ({ kind: 'sent', failures: [] }),
};

export const SECRET = 'a secret that only this test knows';
export const PAGE_ID = 'page00000001';
export const owner: Actor = {
  kind: 'user',
  id: 'ada000000000',
  name: 'Ada Owner',
  role: 'owner',
  pageId: PAGE_ID,
};

export type World = {
  deps: Deps;
  /** Moves the injected clock. */
  wait: (ms: number) => void;
  url: string;
  pageId: string;
  owner: Actor;
  /** Signs sessions and links; a second process needs it to read them. */
  secret: string;
  close: () => void;
};

/** A new libSQL file, a fixed clock and, unless `bare`, a page. */
export async function makeWorld(
  options: {
    name?: string;
    baseUrl?: string;
    url?: string;
    bare?: boolean;
    timeZone?: string;
    env?: Record<string, string>;
    lastKnownOf?: (host: string | null) => LastKnown;
  } = {},
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-'));
  const url = options.url ?? `file:${join(folder, 'test.db')}`;
  const db = await openMigrated(url);
  let now = NOON;
  const deps = makeDeps({
    config: readConfig({
      DATABASE_URL: url,
      BASE_URL: options.baseUrl ?? 'http://localhost:4321',
      // The clock of tests stands still, and so would the minute of the limit.
      API_RATE_LIMIT: '1000000',
      ...options.env,
    }),
    db,
    secret: SECRET,
    mailer: acceptsEverything,
    buildId: 'test',
    clock: () => now,
    log: () => {},
    ...(options.lastKnownOf ? { lastKnownOf: options.lastKnownOf } : {}),
  });
  if (!options.bare)
    await write(
      db,
      newPage(deps, owner, {
        id: PAGE_ID,
        name: options.name ?? 'Northwind',
        timeZone: options.timeZone ?? 'Etc/UTC',
        at: NOON - DAY,
      }),
    );
  return {
    deps,
    url,
    pageId: PAGE_ID,
    owner,
    secret: SECRET,
    wait: (ms) => {
      now += ms;
    },
    close: () => {
      db.$client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export { DAY, HOUR };
