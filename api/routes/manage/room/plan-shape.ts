import type { RoomSettingsRow } from '../../../../db/room/plan.ts';
import { checklistFor, DEFAULT_CHECKLIST } from '../../../domain/room/checklist.ts';
import { roomLinks } from '../../../domain/room/link.ts';
import { isoTime, isoTimeOrNull } from '../../../domain/time/iso.ts';
import type { ResponseFacts } from '../../../reads/incident/room.ts';
import type { readNudges } from '../../../reads/incident/room-page.ts';

/** Each function lists its keys, as in `./shape.ts`. */
export const checklistShape = ({ phase, checklist }: ResponseFacts) => ({
  phase: phase.phase,
  since: isoTime(phase.since),
  items: checklist.map(({ part, text, done, by, at, isListed }) => ({
    ...{ part, item: text, done, by },
    ...{ at: isoTimeOrNull(at), is_listed: isListed },
  })),
});

export const linksShape = ({ links }: ResponseFacts) =>
  Object.fromEntries(roomLinks.map((kind) => [kind, links[kind]?.url ?? null]));

export const timersShape = ({ timers }: ResponseFacts) =>
  timers.map((timer) => ({
    ...{ id: timer.id, action: timer.action, owner: timer.owner, minutes: timer.minutes },
    ...{ state: timer.state, due_at: isoTime(timer.dueAt), started_by: timer.author },
    ...{ started_at: isoTime(timer.createdAt), ended_by: timer.endedBy },
    ended_at: isoTimeOrNull(timer.endedAt),
  }));

export const hypothesesShape = ({ hypotheses }: ResponseFacts) =>
  hypotheses.map((one) => ({
    ...{ id: one.id, text: one.text, state: one.state, evidence: one.evidence },
    ...{ author: one.author, created_at: isoTime(one.createdAt), decided_by: one.decidedBy },
    decided_at: isoTimeOrNull(one.decidedAt),
  }));

export const nudgesShape = ({ current, dismissals }: Awaited<ReturnType<typeof readNudges>>) => ({
  current: current && { key: current.key, text: current.text, asks: current.asks },
  dismissed: dismissals.map(({ nudge, author, createdAt }) => ({
    ...{ key: nudge, by: author, at: isoTime(createdAt) },
  })),
});

/** `is_own`: the severity has a checklist of its own, not the one of all severities. */
export function roomSettingsShape(stored: RoomSettingsRow | null, severities: readonly string[]) {
  const lists = stored?.checklists ?? {};
  const listOf = (key: string) => ({
    is_own: lists[key] !== undefined,
    items: checklistFor(lists, key).map(({ part, text }) => ({ part, item: text })),
  });
  return {
    bridge: stored?.bridgeUrl || null,
    chat: stored?.chatUrl || null,
    new_ticket: stored?.ticketUrl || null,
    checklists: Object.fromEntries(
      [DEFAULT_CHECKLIST, ...severities].map((key) => [key, listOf(key)]),
    ),
  };
}
