import type { Db } from '../../../db/engine/client.ts';
import { findPagerDuty } from '../../../db/escalation/pagerduty.ts';
import type { Encryption } from '../../core/encryption.ts';
import { ROUTING_KEY } from '../../domain/escalation/pagerduty.ts';

/** The integration of a page; of its key only the end, or null where it can’t be read. */
export async function readPagerDutySettings(
  { db, encryption }: { db: Db; encryption: Encryption },
  pageId: string,
) {
  const row = await findPagerDuty(db, pageId);
  if (!row) return null;
  const { routingKey, region, failedAt, failure } = row;
  const key = await encryption.decrypt(ROUTING_KEY, routingKey);
  return { region, failedAt, failure, key: key && `…${key.slice(-4)}` };
}
export type PagerDutySettings = Awaited<ReturnType<typeof readPagerDutySettings>>;
