import {
  deleteFeed,
  findFeed,
  findFeedById,
  type OnCallFeed,
  upsertFeed,
} from '../../../db/on-call/feed.ts';
import type { Signer } from '../../core/secret.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { requireSchedule } from './schedule.ts';

type Signing = { signer: Signer };

/** `/on-call/ID.SIGNATURE.ics`, below the address of the page. */
export const feedPath = async ({ signer }: Signing, feed: OnCallFeed): Promise<string> =>
  `/on-call/${feed.id}.${await signer.sign('on-call calendar', feed.pageId, feed.id, feed.nonce)}.ics`;

/** Makes a calendar of one’s own shifts or of a schedule, or replaces its address. */
export async function makeFeed(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: { pageId: string; scheduleId: string },
): Promise<void> {
  if (scheduleId) await requireSchedule(deps, pageId, scheduleId);
  const createdAt = deps.clock();
  const row = {
    id: deps.newId(),
    pageId,
    personId: actor.id,
    scheduleId,
    nonce: deps.newId(),
    createdAt,
  };
  const change = {
    pageId,
    actor,
    at: createdAt,
    subject: 'schedule',
    subjectId: scheduleId || actor.id,
  };
  await commitInternal(deps, { ...change, action: 'calendar' }, [upsertFeed(deps.db, row)]);
}

/** The address of the calendar stops working. */
export async function removeFeed(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: { pageId: string; scheduleId: string },
): Promise<void> {
  const feed = await findFeed(deps.db, pageId, actor.id, scheduleId);
  if (!feed) return;
  const change = {
    pageId,
    actor,
    at: deps.clock(),
    subject: 'schedule',
    subjectId: scheduleId || actor.id,
  };
  await commitInternal(deps, { ...change, action: 'no calendar' }, [deleteFeed(deps.db, feed.id)]);
}

/** The calendar that an address names; null where the address is wrong or was replaced. */
export async function feedOfFile(
  { db, signer }: Pick<DraftChange, 'db'> & Signing,
  pageId: string,
  file: string,
): Promise<OnCallFeed | null> {
  const [id = '', signature = ''] = file.replace(/\.ics$/, '').split('.');
  const feed = await findFeedById(db, id);
  if (!feed || feed.pageId !== pageId) return null;
  const isGenuine = await signer.verify(signature, 'on-call calendar', pageId, id, feed.nonce);
  return isGenuine ? feed : null;
}
