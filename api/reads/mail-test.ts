import type { Db } from '../../db/engine/client.ts';
import { findMember } from '../../db/team/account.ts';
import type { Config } from '../core/config.ts';
import type { Mailer } from '../notify/port/mailer.ts';
import { mailTestState } from '../notify/test/run.ts';

type Deps = Parameters<typeof mailTestState>[0] & {
  db: Db;
  mailer: Pick<Mailer, 'name'>;
  config: Config;
};

export type MailTest = Awaited<ReturnType<typeof readMailTest>>;

/** The newest test mail, and the address that the next one is offered to go to. */
export async function readMailTest(deps: Deps, pageId: string, userId: string) {
  const [state, person] = await Promise.all([
    mailTestState(deps),
    findMember(deps.db, pageId, userId),
  ]);
  return {
    ...state,
    transport: deps.mailer.name,
    from: deps.config.mailFrom,
    own: person?.email ?? '',
  };
}
