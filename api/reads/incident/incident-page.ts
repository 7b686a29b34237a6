import { type MailProgress, progressOf } from '../../../db/delivery/mailbox.ts';
import { countWaiting } from '../../../db/delivery/recipient.ts';
import { type Draft, type ListedDraft, listDrafts } from '../../../db/draft/draft.ts';
import { draftsEndedWith } from '../../../db/draft/ended.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { listMembers, type Member } from '../../../db/team/account.ts';
import { templateNames } from '../../../db/template/template.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';

export type IncidentPage = {
  record: IncidentRecord;
  mails: MailProgress[];
  /** How many people the mail of an update that still waits is for, by its id. */
  waiting: ReadonlyMap<string, number>;
  /** Names of templates, by id. */
  templateNames: ReadonlyMap<string, string>;
  /** Drafts of updates, for members who may edit them. */
  drafts: ListedDraft[];
  /** Drafts that were discarded when it ended. */
  endedDrafts: Draft[];
  members: Member[];
};

/** An incident or maintenance with all that the console says about it. */
export async function readIncidentPage(
  db: Db,
  actor: Actor,
  record: IncidentRecord,
): Promise<IncidentPage> {
  const { id, pageId } = record;
  const mayEdit = can(actor, 'draft.edit', { id: pageId });
  const [mails, waiting, names, drafts, endedDrafts, members] = await Promise.all([
    progressOf(db, id),
    countWaiting(db, id),
    templateNames(db, pageId),
    mayEdit ? listDrafts(db, pageId, { incidentId: id }) : [],
    mayEdit ? draftsEndedWith(db, pageId, id) : [],
    listMembers(db, pageId),
  ]);
  return { record, mails, waiting, templateNames: names, drafts, endedDrafts, members };
}
