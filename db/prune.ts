import { and, lt, sql } from 'drizzle-orm';
import { oldAlerts } from './alert/alert.ts';
import { oldAlertDeliveries } from './alert/delivery.ts';
import { emptyAlertGroups } from './alert/group.ts';
import { oldChanges } from './change/change.ts';
import { oldCheckDays, oldResults } from './check/result.ts';
import { oldDeliveryLog } from './delivery/log/old-log.ts';
import { endedDrafts } from './draft/ended.ts';
import type { Db } from './engine/client.ts';
import { write } from './engine/write.ts';
import { expiredViewerRows } from './internal/viewer.ts';
import { oldMetricHours, oldPoints } from './metric/point.ts';
import { attempt, deliveryAttempt, directMail, idempotency, inboundEvent } from './schema/index.ts';
import { expiredResets } from './team/password-reset.ts';

/** Mail to owners about an open circuit or a paused workspace, kept meanwhile, so that they are notified once. */
const isStillNeeded = sql`(${directMail.kind} = 'operator'
  and (exists (select 1 from lane where closed_since is not null)
    or exists (select 1 from chat_workspace where paused_at is not null)))`;

/** Changes of the team's systems are kept this much longer, in ms: a year. */
const RETENTION = 365 * 24 * 3_600_000;

/** Attempts at deliveries and runs of checks are kept this much longer, in ms: 30 days in all. */
const ATTEMPTS_KEPT = 28 * 24 * 3_600_000;

/** Deletes expired counts, drafts, idempotency keys, webhook events, changes and direct mail. */
export async function prune(db: Db, before: number): Promise<void> {
  await write(db, [
    db.delete(attempt).where(lt(attempt.until, before)),
    endedDrafts(db, before),
    expiredResets(db, before),
    oldChanges(before - RETENTION),
    oldAlerts(before - RETENTION),
    oldAlertDeliveries(before - ATTEMPTS_KEPT),
    emptyAlertGroups(before - RETENTION),
    oldResults(db, before - ATTEMPTS_KEPT),
    oldCheckDays(before - RETENTION),
    oldPoints(db, before - ATTEMPTS_KEPT),
    oldMetricHours(db, before - RETENTION),
    ...expiredViewerRows(db, before),
    ...oldDeliveryLog(db, before),
    db.delete(idempotency).where(lt(idempotency.createdAt, before)),
    db.delete(deliveryAttempt).where(lt(deliveryAttempt.at, before - ATTEMPTS_KEPT)),
    db.delete(inboundEvent).where(lt(inboundEvent.receivedAt, before)),
    db.delete(directMail).where(and(lt(directMail.sentAt, before), sql`not ${isStillNeeded}`)),
  ]);
}
