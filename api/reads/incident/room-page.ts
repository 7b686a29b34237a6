import { countRecipients } from '../../../db/delivery/recipient.ts';
import type { Db } from '../../../db/engine/client.ts';
import { listHandovers } from '../../../db/handover/handover.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import type { SeverityLevel } from '../../domain/response/severity.ts';
import { internalAudiences } from '../../domain/room/internal-update.ts';
import { nudgeOf } from '../../domain/room/nudge.ts';
import { type IncidentChanges, readIncidentChanges } from '../change/changes.ts';
import { readOnCallNow } from '../on-call/schedules.ts';
import { readRoomRunbooks } from '../runbook/room-runbooks.ts';
import { type ResponseFacts, readResponse } from './room.ts';

export type RoomFacts = Awaited<ReturnType<typeof readRoomPage>>;

/** The room of an incident, what surrounds it, and how many people its next update can reach. */
export async function readRoomPage(
  db: Db,
  page: { id: string; severityScale: SeverityLevel[] | null },
  record: IncidentRecord,
  now: number,
) {
  const { id, kind, state, componentIds } = record;
  const next = { incidentId: id, kind, state, notice: null, componentIds };
  const [response, recipients, changes, runbooks, handovers, onCall] = await Promise.all([
    readResponse(db, page, record),
    countRecipients(db, { pageId: page.id, cutAt: now, ...next }),
    readIncidentChanges(db, record, now),
    readRoomRunbooks(db, record),
    listHandovers(db, record.id),
    isClosed(record.state) ? [] : readOnCallNow(db, page.id, now),
  ]);
  const nudge = nudgeIn(record, response, changes, now);
  return { ...response, recipients, changes, runbooks, handovers, nudge, onCall };
}

/** The suggestion of the room, and those that were dismissed. */
export async function readNudges(
  db: Db,
  page: { id: string; severityScale: SeverityLevel[] | null },
  record: IncidentRecord,
  now: number,
) {
  const [response, changes] = await Promise.all([
    readResponse(db, page, record),
    readIncidentChanges(db, record, now),
  ]);
  return {
    current: nudgeIn(record, response, changes, now),
    dismissals: response.dismissals,
  };
}

/** What people wrote, in public or for the team. */
const byPeople = ({ timeline }: ResponseFacts) =>
  timeline.filter(({ kind, automatic }) => !automatic || wordsOf.includes(kind));
const wordsOf: readonly string[] = ['update', 'internal_update', 'triage', 'hypothesis', 'timer'];

/** When the next public and internal updates are due. */
const promisesIn = (
  { nextUpdateBy }: IncidentRecord,
  { internalUpdates }: ResponseFacts,
): number[] => {
  const internal = internalAudiences.map(
    (audience) =>
      internalUpdates.findLast((one) => one.audience === audience)?.nextUpdateBy ?? null,
  );
  return [nextUpdateBy, ...internal].filter((at) => at !== null);
};

const nudgeIn = (
  record: IncidentRecord,
  response: ResponseFacts,
  changes: IncidentChanges,
  now: number,
) =>
  nudgeOf(
    {
      ...{ isOpen: !isClosed(record.state), startedAt: record.createdAt },
      ...{ severity: record.severity, promises: promisesIn(record, response) },
      lacksCommander:
        response.required.includes('commander') && response.roles.commander.length === 0,
      ...{ phase: response.phase, milestones: response.milestones },
      changes: changes.before.map(({ kind, ref, at }) => ({ kind, ref: ref ?? '', at })),
      ...{ written: byPeople(response), dismissals: response.dismissals },
    },
    now,
  );
