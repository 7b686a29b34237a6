import type { Statement } from '../../../db/engine/write.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { SecondPerson } from './approval.ts';

/** More statements for the publishing batch, and who approved it. */
export type PublishOptions = {
  also?: (incidentId: string) => readonly Statement[];
  approval?: SecondPerson | undefined;
  /** The author, when somebody else publishes. */
  writer?: { id: string; name: string };
};

/** The name that the console shows beside an update. */
export const authorOf = (actor: Actor, writer: PublishOptions['writer']): string =>
  writer && writer.id !== actor.id ? `${writer.name}, published by ${actor.name}` : actor.name;
