import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { formatInstant } from '../../../templates/words.ts';
import { draftNote, type Note, type NoteFacts } from '../../domain/handover/note.ts';
import { stateLabels } from '../../domain/incident/incident.ts';
import type { SeverityLevel } from '../../domain/response/severity.ts';
import { itemsOfPart } from '../../domain/room/checklist.ts';
import { roomLinkLabels, roomLinks } from '../../domain/room/link.ts';
import { phaseLabels } from '../../domain/room/phase.ts';
import { responseRoleLabels, responseRoles } from '../../domain/room/response-role.ts';
import type { IncidentChanges } from '../change/changes.ts';
import { readIncidentChanges } from '../change/changes.ts';
import { type ResponseFacts, readResponse } from '../incident/room.ts';

type HandoverPage = { id: string; severityScale: SeverityLevel[] | null; timeZone: string };
type Room = { response: ResponseFacts; changes: IncidentChanges };

/** The hand-over note as far as it is known. */
export async function readNote(
  db: Db,
  page: HandoverPage,
  record: IncidentRecord,
  now: number,
): Promise<Note> {
  const [response, changes] = await Promise.all([
    readResponse(db, page, record),
    readIncidentChanges(db, record, now),
  ]);
  return noteOf({ response, changes }, page, record, now);
}

export const noteOf = (room: Room, page: HandoverPage, record: IncidentRecord, now: number): Note =>
  draftNote(factsOf(room, page, record, now));

function factsOf(
  { response, changes }: Room,
  { timeZone }: HandoverPage,
  record: IncidentRecord,
  now: number,
): NoteFacts {
  const at = (ms: number) => formatInstant(ms, timeZone, now);
  const { triage, phase } = response;
  const mitigated = response.milestones.find(({ kind }) => kind === 'mitigated');
  const answers = {
    ...{ broken: triage.what_is_broken?.text, affected: triage.who_is_affected?.text },
    ...{ since: triage.since?.text, bad: triage.how_bad?.text },
    ...{ changed: triage.what_changed?.text, tried: triage.tried?.text },
  };
  const suspects = [...changes.before, ...changes.since].filter(({ suspect }) => suspect);
  return {
    state: stateLabels[record.state],
    phase: phaseLabels[phase.phase],
    severity: record.severity,
    mitigation: mitigated?.level ?? null,
    triage: Object.fromEntries(Object.entries(answers).filter(([, text]) => text)),
    events: response.timeline
      .filter(({ automatic, hidden }) => !automatic && !hidden)
      .toReversed()
      .map(({ kind, text, at: ms, pinned }) => ({ kind, text, at: at(ms), pinned })),
    suspects: suspects.map(({ ref, at: ms }) => `${ref} at ${at(ms)}`),
    hypotheses: response.hypotheses,
    timers: response.timers.map(({ action, owner, dueAt, state }) => ({
      ...{ action, owner, state, due: at(dueAt) },
    })),
    open: itemsOfPart(response.checklist, phase.phase).flatMap(({ done, text }) =>
      done ? [] : [text],
    ),
    nextUpdate: record.nextUpdateBy === null ? null : at(record.nextUpdateBy),
    contacts: [
      ...responseRoles.flatMap((role): [string, string][] => {
        const people = response.roles[role].map(({ name }) => name);
        return people.length > 0 ? [[responseRoleLabels[role], people.join(', ')]] : [];
      }),
      ...roomLinks.flatMap((kind): [string, string][] => {
        const link = response.links[kind];
        return link ? [[roomLinkLabels[kind], link.url]] : [];
      }),
    ],
  };
}
