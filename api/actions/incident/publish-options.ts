import type { Statement } from '../../../db/engine/write.ts';
import type { Audience, IncidentKind } from '../../domain/incident/incident.ts';
import type { UpdateAuthor } from '../../domain/update/update.ts';
import type { SecondPerson } from './checks/approval.ts';
import type { IdempotencyKey } from './idempotency.ts';

/** What a mail about an incident that is opened says. */
export type OpenedIncident = {
  id: string;
  pageId: string;
  kind: IncidentKind;
  audience: Audience;
  name: string;
  severity: string | null;
  createdAt: number;
};

/** More statements for the publishing batch, and who approved it. */
export type PublishOptions = {
  idempotencyKey?: IdempotencyKey | undefined;
  extraStatements?: (incidentId: string) => readonly Statement[];
  /** Mails to people inside about an incident that is opened. */
  openingMails?: (opened: OpenedIncident) => Promise<readonly Statement[]>;
  approval?: SecondPerson | undefined;
  /** Rules whose warnings the author has seen in the form; undefined where there is no form. */
  seenWarnings?: readonly string[] | undefined;
  /** The author, when somebody else publishes. */
  writer?: UpdateAuthor;
};
