import { and, asc, eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import {
  checklistTick,
  hypothesis,
  incidentLink,
  incidentPhase,
  incidentTimer,
  nudgeDismissal,
  roomSettings,
} from '../schema/index.ts';

export type TimerRow = typeof incidentTimer.$inferSelect;
export type HypothesisRow = typeof hypothesis.$inferSelect;

/** What the team plans and decides in an incident, oldest first, in one round trip. */
export async function readPlan(db: Db, { id, pageId }: { id: string; pageId: string }) {
  const [links, entered, ticks, timers, hypotheses, dismissals, settings] = await db.batch([
    db
      .select()
      .from(incidentLink)
      .where(eq(incidentLink.incidentId, id))
      .orderBy(asc(incidentLink.createdAt), sql`rowid`),
    db
      .select()
      .from(incidentPhase)
      .where(eq(incidentPhase.incidentId, id))
      .orderBy(asc(incidentPhase.createdAt), sql`rowid`),
    db
      .select()
      .from(checklistTick)
      .where(eq(checklistTick.incidentId, id))
      .orderBy(asc(checklistTick.createdAt), sql`rowid`),
    db
      .select()
      .from(incidentTimer)
      .where(eq(incidentTimer.incidentId, id))
      .orderBy(asc(incidentTimer.createdAt), sql`rowid`),
    db
      .select()
      .from(hypothesis)
      .where(eq(hypothesis.incidentId, id))
      .orderBy(asc(hypothesis.createdAt), sql`rowid`),
    db.select().from(nudgeDismissal).where(eq(nudgeDismissal.incidentId, id)),
    settingsOf(db, pageId),
  ]);
  return {
    ...{ links, entered, ticks, timers, hypotheses, dismissals },
    settings: settings[0] ?? null,
  };
}
export type PlanRows = Awaited<ReturnType<typeof readPlan>>;

const settingsOf = (db: Db, pageId: string) =>
  db.select().from(roomSettings).where(eq(roomSettings.pageId, pageId));

/** What the incident shares, and the defaults of its page, in one round trip. */
export async function readLinks(db: Db, { id, pageId }: { id: string; pageId: string }) {
  const [links, settings] = await db.batch([
    db
      .select()
      .from(incidentLink)
      .where(eq(incidentLink.incidentId, id))
      .orderBy(asc(incidentLink.createdAt), sql`rowid`),
    settingsOf(db, pageId),
  ]);
  return { links, settings: settings[0] ?? null };
}

/** Null for a page that has the standard ones. */
export async function findRoomSettings(db: Db, pageId: string) {
  const [row] = await settingsOf(db, pageId);
  return row ?? null;
}
export type RoomSettingsRow = typeof roomSettings.$inferSelect;

export const insertLink = (db: Db, row: typeof incidentLink.$inferInsert): Statement =>
  db.insert(incidentLink).values(row);

export const insertPhase = (db: Db, row: typeof incidentPhase.$inferInsert): Statement =>
  db.insert(incidentPhase).values(row);

export const insertTick = (db: Db, row: typeof checklistTick.$inferInsert): Statement =>
  db.insert(checklistTick).values(row);

export const insertTimer = (db: Db, row: typeof incidentTimer.$inferInsert): Statement =>
  db.insert(incidentTimer).values(row);

export const updateTimer = (db: Db, id: string, changes: Partial<TimerRow>): Statement =>
  db.update(incidentTimer).set(changes).where(eq(incidentTimer.id, id));

export async function findTimer(db: Db, incidentId: string, id: string): Promise<TimerRow | null> {
  const [row] = await db
    .select()
    .from(incidentTimer)
    .where(and(eq(incidentTimer.incidentId, incidentId), eq(incidentTimer.id, id)));
  return row ?? null;
}

export const insertHypothesis = (db: Db, row: typeof hypothesis.$inferInsert): Statement =>
  db.insert(hypothesis).values(row);

export const updateHypothesis = (db: Db, id: string, changes: Partial<HypothesisRow>): Statement =>
  db.update(hypothesis).set(changes).where(eq(hypothesis.id, id));

export async function findHypothesis(
  db: Db,
  incidentId: string,
  id: string,
): Promise<HypothesisRow | null> {
  const [row] = await db
    .select()
    .from(hypothesis)
    .where(and(eq(hypothesis.incidentId, incidentId), eq(hypothesis.id, id)));
  return row ?? null;
}

export const insertDismissal = (db: Db, row: typeof nudgeDismissal.$inferInsert): Statement =>
  db
    .insert(nudgeDismissal)
    .values(row)
    .onConflictDoUpdate({
      target: [nudgeDismissal.incidentId, nudgeDismissal.nudge],
      set: { author: row.author, createdAt: row.createdAt },
    });

/** The one row of a page; a form that was opened on an older revision changes nothing. */
export const storeRoomSettings = (db: Db, row: Omit<RoomSettingsRow, 'revision'>): Statement =>
  db
    .insert(roomSettings)
    .values(row)
    .onConflictDoUpdate({
      target: roomSettings.pageId,
      set: { ...row, revision: sql`${roomSettings.revision} + 1` },
    });
