import type { OnCallFeed } from '../../../../db/on-call/feed.ts';
import type { StoredSchedule } from '../../../../db/on-call/schedule.ts';
import { feedPath } from '../../../actions/on-call/feed.ts';
import { requireSchedule } from '../../../actions/on-call/schedule.ts';
import type { AppContext } from '../../../context/context.ts';

/** The secret address of a calendar, for whoever made it. */
export const feedAddress = async (c: AppContext, feed: OnCallFeed | null): Promise<string | null> =>
  feed && `${c.var.deps.config.baseUrl}${await feedPath(c.var.deps, feed)}`;

export const inSchedule = (c: AppContext) => ({
  pageId: c.var.page.id,
  scheduleId: c.req.param('id') ?? '',
});

export const scheduleAddress = (c: AppContext): string =>
  `/admin/on-call/schedules/${c.req.param('id')}`;

export const scheduleOf = (c: AppContext, since?: number): Promise<StoredSchedule> =>
  requireSchedule(c.var.deps, c.var.page.id, c.req.param('id') ?? '', since);
