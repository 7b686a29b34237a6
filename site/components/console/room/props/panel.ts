import type { ResponseFacts } from '../../../../../api/reads/incident/room.ts';
import type { Typed } from '../../form/typed.ts';

/** What the panels of a room take: its path, what it holds, and the form that was sent back. */
export type RoomPanel = { own: string; room: ResponseFacts; typed: Typed; writes: boolean };

/** A panel that shows times: `now` in UTC ms, `zone` of the page. */
export type TimedRoomPanel = RoomPanel & { now: number; zone: string };
