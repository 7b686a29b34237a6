import type { Actor } from '../response/role.ts';

/** Who wrote an update that somebody else publishes. */
export type UpdateAuthor = { id: string; name: string };

/** The name that the console shows beside an update. */
export const authorOf = (actor: Actor, writer: UpdateAuthor | undefined): string =>
  writer && writer.id !== actor.id ? `${writer.name}, published by ${actor.name}` : actor.name;

/** The author of the first update leads communication until somebody else is chosen. */
export const leadAfter = (leadId: string | null, actor: Actor): string | null =>
  leadId ?? (actor.kind === 'user' ? actor.id : null);
