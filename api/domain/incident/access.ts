import type { Actor } from '../response/role.ts';
import type { Audience } from './incident.ts';

/** The member whose access to restricted incidents counts; null where nobody’s does. */
export const personIdOf = ({ kind, id, personId }: Actor): string | null =>
  kind === 'user' ? id : (personId ?? null);

/** Whether the actor may read the incident. The product itself reads every one. */
export function isNamed(
  { audience, people }: { audience: Audience; people: readonly string[] },
  actor: Actor,
): boolean {
  if (audience !== 'restricted' || actor.kind === 'system') return true;
  const person = personIdOf(actor);
  return person !== null && people.includes(person);
}
