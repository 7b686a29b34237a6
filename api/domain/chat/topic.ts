import { isClosed, type State, stateLabels } from '../incident/incident.ts';
import { format, formatClock, zoneName } from '../time/format.ts';

/** Slack's limit for topics. */
const MAX_TOPIC = 250;

type Incident = {
  id: string;
  state: State;
  severity: string | null;
  nextUpdateBy: number | null;
};

/**
 * `SEV1 · Investigating · Next update by Nov 20, 14:30 UTC · https://…`. Slack posts a line for each
 * new topic, so nothing in it changes by itself.
 */
export function topicOf(
  { id, state, severity, nextUpdateBy }: Incident,
  { zone, baseUrl }: { zone: string; baseUrl: string },
): string {
  const promise = isClosed(state) ? null : promiseText(nextUpdateBy, zone);
  const facts = [severity, stateLabels[state], promise].filter((part) => part !== null);
  return `${facts.join(' · ')} · ${baseUrl}/admin/incidents/${id}`.slice(0, MAX_TOPIC);
}

function promiseText(at: number | null, zone: string): string {
  if (at === null) return 'No next update set';
  const day = format(zone, { month: 'short', day: 'numeric' }).format(at);
  return `Next update by ${day}, ${formatClock(at, zone)} ${zoneName(at, zone)}`;
}
