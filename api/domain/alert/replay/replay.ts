import type { AlertFacts } from '../rule-facts.ts';
import { type Arrival, type Play, type PlayedStep, playAlerts } from './play.ts';

/** An alert of the past. `seenAt`: when it arrived. */
export type PastAlert = Omit<AlertFacts, 'status' | 'groupId'> & { seenAt: number };

export type ReplayStep = PlayedStep<AlertFacts & PastAlert>;

/** More decisions than this end a replay: a rule may look at an alert again and again. */
const MAX_STEPS = 20_000;

/** What rules would have done with stored alerts, at the times when they would have. */
export function replayAlerts(alerts: readonly PastAlert[], play: Play): ReplayStep[] {
  const arrivals = alerts.flatMap((past): Arrival<AlertFacts & PastAlert>[] => {
    const alert = { ...past, status: 'firing' as AlertFacts['status'], groupId: null };
    const end = () => {
      alert.status = 'resolved';
      return [alert];
    };
    return [
      { at: past.seenAt, arrive: () => [alert] },
      ...(past.endsAt === null ? [] : [{ at: Math.max(past.endsAt, past.seenAt), arrive: end }]),
    ];
  });
  const steps: ReplayStep[] = [];
  for (const step of playAlerts(
    arrivals.sort((a, b) => a.at - b.at),
    play,
  )) {
    steps.push(step);
    if (steps.length >= MAX_STEPS) break;
  }
  return steps;
}
