import type { Statement } from '../../../db/write.ts';
import type { SecondPerson } from '../approval.ts';

/** What else belongs in the batch that publishes, and who has approved of it. */
export type Besides = {
  also?: (incidentId: string) => readonly Statement[];
  approval?: SecondPerson | undefined;
};
