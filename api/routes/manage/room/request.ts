import type { RoomKey } from '../../../actions/room/commit.ts';
import type { AppContext } from '../../../context/context.ts';
import { idempotencyKeyFrom } from '../request/idempotency-key.ts';

/** The page of the token and the incident in the path. */
export const inRoom = (c: AppContext): RoomKey => ({
  pageId: c.var.page.id,
  incidentId: c.req.param('incident') ?? '', // in the prefix under which the routes are
});

/** A key belongs to one address: the same line for another incident is another event. */
export const roomIdempotencyKey = (c: AppContext, body: unknown) =>
  idempotencyKeyFrom(c, { path: c.req.path, body });
