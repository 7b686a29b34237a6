import { lastPublished } from '../../../db/incident/incident.ts';
import { formatMinutes } from '../../../templates/words.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE } from '../../domain/time/time.ts';
import type { Publisher } from '../commit.ts';
import type { NewIncident } from './input.ts';

const WINDOW = 10 * MINUTE;

/**
 * Finds the incident when a person submits the same text again within minutes, such as from the
 * browser's history with a new key. Scripts are not checked.
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
  const ago = minutes < 1 ? 'just now' : `${formatMinutes(minutes)} ago`;
  return new Problem(
    'conflict',
    `Already published ${ago}. Open it, or change something and publish again.`,
    {},
    { link: `/admin/incidents/${first.id}` },
  );
}
