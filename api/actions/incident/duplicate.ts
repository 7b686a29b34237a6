import { lastPublished } from '../../../db/incident/incident.ts';
import { durationInWords } from '../../../templates/words.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE } from '../../domain/time/time.ts';
import type { Publisher } from '../commit.ts';
import type { NewIncident } from './input.ts';

const WINDOW = 10 * MINUTE;

/**
 * A form that came back from the browser's history has a new key and the old words: a person who
 * says the same again within minutes has most likely said it already. A script may mean it.
 */
export async function duplicateOf(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  input: NewIncident,
): Promise<Problem | null> {
  if (actor.kind !== 'user') return null;
  const { name, body, scheduledFor } = input;
  const now = deps.clock();
  const first = (await lastPublished(deps.db, pageId)).find(
    (one) =>
      one.at > now - WINDOW &&
      one.name === name &&
      one.body === body &&
      one.scheduledFor === scheduledFor &&
      one.author === actor.name,
  );
  if (!first) return null;
  const minutes = Math.floor((now - first.at) / MINUTE);
  const ago = minutes < 1 ? 'just now' : `${durationInWords(minutes)} ago`;
  return new Problem(
    'conflict',
    `This was published ${ago}: open it, or change something and publish again.`,
    {},
    { link: `/admin/incidents/${first.id}` },
  );
}
