import { type Draft, draftMail } from '../../../db/draft/draft.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { findPage } from '../../../db/page/page.ts';
import { listMembers, type Member } from '../../../db/team/account.ts';
import type { MailPage, WrittenMail } from '../../../templates/email/frame.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { DraftChange } from './commit-internal.ts';

export type TeamNotice = DraftChange & { config: { baseUrl: string } };

type About = { page: MailPage; zone: string; title: string; link: string };

/** One direct mail to each of these people. The revision makes each mail unique. */
export async function teamMails(
  deps: TeamNotice,
  draft: Draft,
  what: string,
  to: (members: Member[]) => Member[],
  write: (about: About) => Promise<WrittenMail>,
): Promise<Statement[]> {
  const { pageId, id, revision } = draft;
  const page = await findPage(deps.db, pageId);
  const members = to(await listMembers(deps.db, pageId));
  if (members.length === 0 || !page) return [];
  const url = addressOf(page, deps.config.baseUrl);
  const mail = await write({
    page: { ...page, url },
    zone: page.timeZone,
    title: await titleOf(deps, draft),
    link: `${url}/admin/drafts/${id}`,
  });
  return members.map((member) =>
    draftMail(
      deps.db,
      { id: `draft.${id}.${revision}.${what}.${member.id}`, pageId, to: member.email, ...mail },
      deps.clock(),
    ),
  );
}

async function titleOf(deps: DraftChange, { pageId, incidentId, values }: Draft): Promise<string> {
  const record = incidentId ? await findIncident(deps.db, pageId, incidentId) : null;
  const isRestricted = (record?.audience ?? values.visibility) === 'restricted';
  if (isRestricted) return 'a restricted incident';
  return record?.name ?? (String(values.name ?? '').trim() || 'a new incident');
}
