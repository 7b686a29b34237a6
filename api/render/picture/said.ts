import { durationWords } from '../../domain/duration.ts';
import { stateWords } from '../../domain/incident.ts';
import { momentWords, windowWords } from '../../domain/moment.ts';
import { promiseOf } from '../../domain/promise.ts';
import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';
import { answerOf, toneOfIncident } from '../answer.ts';
import type { Said } from './picture.ts';

/** What the picture beside a link to the page says. A network may show it for days: it names its day. */
export function pageSaid(s: Snapshot): Said {
  const answer = answerOf(s);
  return {
    name: nameOf(s),
    headline: [answer.title, answer.rollup],
    below: answer.reach,
    foot: answer.promise ? promised(s, answer.promise.due) : `As of ${moment(s, s.page.updatedAt)}`,
    tone: answer.tone,
  };
}

export function incidentSaid(s: Snapshot, incident: SnapshotIncident): Said {
  const { startedAt, resolvedAt } = incident;
  const promise = promiseOf(incident, s.builtAt);
  const state = `${stateWords[incident.state]} since ${moment(s, incident.updates[0]?.displayAt ?? startedAt)}`;
  return {
    name: nameOf(s),
    headline: [incident.name, incident.kind === 'incident' ? 'An incident' : 'Maintenance'],
    below: resolvedAt === null ? state : `Resolved after ${durationWords(resolvedAt - startedAt)}`,
    foot: promise ? promised(s, promise.due) : when(s, incident),
    tone: resolvedAt === null ? toneOfIncident(incident) : 'operational',
  };
}

function when(s: Snapshot, { startedAt, scheduledFor, scheduledUntil }: SnapshotIncident): string {
  if (scheduledFor === null || scheduledUntil === null) return `Began ${moment(s, startedAt)}`;
  return windowWords(scheduledFor, scheduledUntil, s.page.timeZone, NEVER);
}

/** Another day than any: so that the day is always named. */
const NEVER = 0;
const moment = (s: Snapshot, at: number): string => momentWords(at, s.page.timeZone, NEVER);
const promised = (s: Snapshot, due: number): string => `Next update by ${moment(s, due)}`;

/** A name that there are no letters for gives way to the address. */
const nameOf = (s: Snapshot): string[] => [`${s.page.name} status`, new URL(s.page.url).hostname];
