import { z } from 'zod';
import { storable } from '../text/characters.ts';

/** Who looks after a component, as somebody writes it: a member or any name. Never public. */
export const OwnerText = z
  .string()
  .overwrite(storable)
  .trim()
  .max(120, 'An owner can have at most 120 characters.')
  .transform((text) => text || null);

type People = readonly { id: string; name: string; email: string }[];

/** The columns of an owner: a member by ID, email address or name, or the text alone. */
export function ownerColumns(
  text: string | null,
  members: People,
): { owner: string | null; ownerId: string | null } {
  const wanted = text?.toLowerCase();
  const member = members.find(({ id, email }) => [id, email.toLowerCase()].includes(wanted ?? ''));
  const [only, other] = members.filter(({ name }) => name.toLowerCase() === wanted);
  const found = member ?? (other ? undefined : only);
  return found ? { owner: found.name, ownerId: found.id } : { owner: text, ownerId: null };
}
