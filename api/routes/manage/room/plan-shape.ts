import type { RoomSettingsRow } from '../../../../db/room/plan.ts';
import { checklistFor, DEFAULT_CHECKLIST } from '../../../domain/room/checklist.ts';
import { roomLinks } from '../../../domain/room/link.ts';
import type { ResponseFacts } from '../../../reads/incident/room.ts';
import type { readNudges } from '../../../reads/incident/room-page.ts';

const time = (ms: number): string => new Date(ms).toISOString();
const timeOrNull = (ms: number | null): string | null => (ms === null ? null : time(ms));

/** Each function lists its keys, as in `./shape.ts`. */
export const checklistShape = ({ phase, checklist }: ResponseFacts) => ({
  phase: phase.phase,
  since: time(phase.since),
  items: checklist.map(({ part, text, done, by, at, isListed }) => ({
    ...{ part, item: text, done, by },
    ...{ at: timeOrNull(at), is_listed: isListed },
  })),
});

export const linksShape = ({ links }: ResponseFacts) =>
  Object.fromEntries(roomLinks.map((kind) => [kind, links[kind]?.url ?? null]));

export const timersShape = ({ timers }: ResponseFacts) =>
  timers.map((timer) => ({
    ...{ id: timer.id, action: timer.action, owner: timer.owner, minutes: timer.minutes },
    ...{ state: timer.state, due_at: time(timer.dueAt), started_by: timer.author },
    ...{ started_at: time(timer.createdAt), ended_by: timer.endedBy },
    ended_at: timeOrNull(timer.endedAt),
  }));

export const hypothesesShape = ({ hypotheses }: ResponseFacts) =>
  hypotheses.map((one) => ({
    ...{ id: one.id, text: one.text, state: one.state, evidence: one.evidence },
    ...{ author: one.author, created_at: time(one.createdAt), decided_by: one.decidedBy },
    decided_at: timeOrNull(one.decidedAt),
  }));

export const nudgesShape = ({ current, dismissals }: Awaited<ReturnType<typeof readNudges>>) => ({
  current: current && { key: current.key, text: current.text, asks: current.asks },
  dismissed: dismissals.map(({ nudge, author, createdAt }) => ({
    ...{ key: nudge, by: author, at: time(createdAt) },
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
