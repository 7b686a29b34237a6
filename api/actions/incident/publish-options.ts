import type { Statement } from '../../../db/engine/write.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { SecondPerson } from './approval.ts';

/** What else belongs in the batch that publishes, and who has approved of it. */
export type PublishOptions = {
  also?: (incidentId: string) => readonly Statement[];
  approval?: SecondPerson | undefined;
  /** Whose words they are, where somebody else publishes them. */
  writer?: { id: string; name: string };
};

/** What the console shows beside an update. */
export const authorOf = (actor: Actor, writer: PublishOptions['writer']): string =>
  writer && writer.id !== actor.id ? `${writer.name}, published by ${actor.name}` : actor.name;
