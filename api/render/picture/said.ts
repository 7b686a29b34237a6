import { type Words, wordsIn } from '../../../site/locales/words.ts';
import { promiseOf } from '../../domain/promise.ts';
import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';
import { answerOf, toneOfIncident } from '../answer.ts';
import { drawable } from './letters.ts';
import type { Said } from './picture.ts';

/** What the picture beside a link to the page says, in the page's own language. */
export function pageSaid(s: Snapshot): Said {
  const words = drawableWords(s);
  const answer = answerOf(s, words);
  return {
    name: nameOf(s, words),
    headline: [answer.title, answer.rollup],
    below: answer.reach,
    foot: answer.promise
      ? words.say('promise.due', { time: moment(s, words, answer.promise.due) })
      : words.say('page.changed', { time: moment(s, words, s.page.updatedAt) }),
    tone: answer.tone,
  };
}

export function incidentSaid(s: Snapshot, incident: SnapshotIncident): Said {
  const words = drawableWords(s);
  const { state, startedAt, resolvedAt } = incident;
  const promise = promiseOf(incident, s.builtAt);
  const since = words.say('answer.since', { time: moment(s, words, startedAt) });
  const after = resolvedAt === null ? null : words.duration(resolvedAt - startedAt);
  return {
    name: nameOf(s, words),
    headline: [incident.name, words.say(`impact.${incident.impact}`)],
    below:
      after === null
        ? words.say(`state.${state}`)
        : words.say('past.resolved', { duration: after }),
    foot: promise
      ? words.say('promise.due', { time: moment(s, words, promise.due) })
      : (windowOf(s, words, incident) ?? since),
    tone: resolvedAt === null ? toneOfIncident(incident) : 'operational',
  };
}

function windowOf(s: Snapshot, words: Words, i: SnapshotIncident): string | null {
  if (i.scheduledFor === null || i.scheduledUntil === null) return null;
  return words.window(i.scheduledFor, i.scheduledUntil, s.page.timeZone, LONG_AGO);
}

/** A network may show the picture for days: seen from here, each moment has its day named. */
const LONG_AGO = 0;
const moment = (s: Snapshot, words: Words, at: number): string =>
  words.moment(at, s.page.timeZone, LONG_AGO);

/** English where there are no letters for the page's language. */
function drawableWords(s: Snapshot): Words {
  const words = wordsIn(s.page.locale);
  return drawable(words.say('answer.allWell')) === null ? wordsIn('en') : words;
}

/** A name that there are no letters for gives way to the address. */
const nameOf = (s: Snapshot, words: Words): string[] => [
  words.say('page.name', { page: s.page.name }),
  new URL(s.page.url).hostname,
];
