import {
  countOpenAlerts,
  findAlert,
  type ListedAlert,
  listAlerts,
} from '../../../db/alert/alert.ts';
import { type ListedAlertDelivery, listAlertDeliveries } from '../../../db/alert/delivery.ts';
import { type AlertDecision, listAlertDecisions } from '../../../db/alert/due.ts';
import { findGroupResult } from '../../../db/alert/group.ts';
import { type AlertSource, listAlertSources } from '../../../db/alert/source.ts';
import type { Db } from '../../../db/engine/client.ts';
import { notFound } from '../../core/problem.ts';
import { cursorOf, readCursor } from '../../domain/alert/cursor.ts';
import { readPaging, type ShownPaging } from './paging.ts';

/** A source without what only deliveries need. */
export type ShownAlertSource = Omit<AlertSource, 'tokenHash' | 'secret'> & { isSigned: boolean };

export type AlertInbox = {
  alerts: (ListedAlert & { paging: ShownPaging | null })[];
  open: number;
  sources: ShownAlertSource[];
  /** Deliveries that brought no alert, of the newest days. */
  refused: ListedAlertDelivery[];
  isOpenOnly: boolean;
  /** Of the next part of the list; null at its end. */
  next: string | null;
};

const PART = 50;

/** What came, newest first. */
export async function readAlertInbox(
  db: Db,
  pageId: string,
  { isOpenOnly, cursor }: { isOpenOnly: boolean; cursor: string | undefined },
): Promise<AlertInbox> {
  const after = (cursor && readCursor(cursor)) || undefined;
  const statuses = isOpenOnly ? (['firing', 'acknowledged'] as const) : undefined;
  const [found, open, sources, refused] = await Promise.all([
    listAlerts(db, pageId, { statuses, after }, PART + 1),
    countOpenAlerts(db, pageId),
    listAlertSources(db, pageId),
    listAlertDeliveries(db, pageId, 20),
  ]);
  const alerts = found.slice(0, PART);
  const last = alerts.at(-1);
  const next = found.length > PART && last ? cursorOf(last) : null;
  const paging = await readPaging(
    db,
    pageId,
    alerts.map(({ groupId }) => groupId),
  );
  const shown = alerts.map((one) => ({ ...one, paging: paging.get(one.groupId ?? '') ?? null }));
  return { alerts: shown, open, sources: sources.map(shownSource), refused, isOpenOnly, next };
}

export const shownSource = ({ tokenHash: _, secret, ...row }: AlertSource): ShownAlertSource => ({
  ...row,
  isSigned: secret !== null,
});

export type ShownAlert = {
  alert: ListedAlert;
  decisions: AlertDecision[];
  /** What a rule made of it; null where there is nothing to open. */
  result: Awaited<ReturnType<typeof findGroupResult>>;
  /** Null where nobody is paged. */
  paging: ShownPaging | null;
};

export async function readAlert(db: Db, pageId: string, id: string): Promise<ShownAlert> {
  const alert = await findAlert(db, pageId, id);
  if (!alert) throw notFound('alert');
  const [decisions, result, paging] = await Promise.all([
    listAlertDecisions(db, id),
    alert.groupId === null ? null : findGroupResult(db, alert.groupId),
    readPaging(db, pageId, [alert.groupId]),
  ]);
  return { alert, decisions, result, paging: paging.get(alert.groupId ?? '') ?? null };
}
