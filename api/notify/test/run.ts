import { z } from 'zod';
import {
  dismissedTest,
  dismissTest,
  lastTest,
  type StoredTest,
  storeTest,
} from '../../../db/delivery/mail-test.ts';
import type { Db } from '../../../db/engine/client.ts';
import { write } from '../../../db/engine/write.ts';
import { insertAudit, type Page } from '../../../db/page/page.ts';
import { takeAttempt } from '../../../db/subscriber/attempt.ts';
import { untilTime } from '../../../templates/email/when.ts';
import type { Config } from '../../core/config.ts';
import { Problem } from '../../core/problem.ts';
import type { Signer } from '../../core/secret.ts';
import { EmailAddress } from '../../domain/delivery/address.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { Actor } from '../../domain/response/role.ts';
import { HOUR } from '../../domain/time/time.ts';
import type { MailTester } from './choose.ts';
import { composeTest } from './test-mail.ts';

export const TestInput = z.object({ to: EmailAddress });

const PER_PAGE = { limit: 20, window: HOUR };

type MailTestDeps = {
  db: Db;
  clock: () => number;
  newId: () => string;
  config: Config;
  signer: Signer;
  mailTester: MailTester;
};

/** Sends a test mail and stores the report, which everybody who publishes can see. */
export async function runMailTest(
  deps: MailTestDeps,
  actor: Actor,
  page: Page,
  { to }: z.infer<typeof TestInput>,
): Promise<StoredTest> {
  const now = deps.clock();
  const full = await takeAttempt(deps.db, { key: `mail-test:${page.id}`, ...PER_PAGE }, now);
  if (full !== null)
    throw new Problem(
      'too_many',
      `Limit reached: 20 test emails in an hour. Try again after ${untilTime(full, page.timeZone, now)}.`,
    );
  const { mailFrom: from } = deps.config;
  const baseUrl = addressOf(page, deps.config.baseUrl);
  const id = deps.newId();
  const report = await deps.mailTester(await composeTest({ id, to, from, page, baseUrl }));
  const test = { ...report, way: await wayOf(deps), at: now, to };
  await write(deps.db, [
    storeTest(deps.db, test),
    insertAudit(deps.db, {
      id,
      pageId: page.id,
      at: now,
      actor,
      action: 'test',
      subject: 'mail',
      subjectId: id,
      after: { ok: report.ok },
    }),
  ]);
  return test;
}

/** Whether a test mail is still recommended, and the last report. */
export async function mailTestState(deps: Pick<MailTestDeps, 'db' | 'config' | 'signer'>) {
  const [way, last, dismissed] = await Promise.all([
    wayOf(deps),
    lastTest(deps.db),
    dismissedTest(deps.db),
  ]);
  const current = last?.way === way ? last : null;
  return { last: current, isWanted: !current?.ok && dismissed !== way };
}

export async function dismissMailTest(
  deps: Pick<MailTestDeps, 'db' | 'config' | 'signer'>,
): Promise<void> {
  await write(deps.db, [dismissTest(deps.db, await wayOf(deps))]);
}

/** Identifies the mail settings: it changes with every setting that a test depends on. */
const wayOf = ({ config, signer }: Pick<MailTestDeps, 'config' | 'signer'>): Promise<string> =>
  signer.sign(
    'mail-way',
    config.smtpUrl ?? '',
    JSON.stringify(config.resend ?? null),
    config.mailFrom,
  );
