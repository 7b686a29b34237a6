import { type Draft, draftLetter } from '../../../db/draft/draft.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { findPage } from '../../../db/page/page.ts';
import { listMembers, type Member } from '../../../db/team/account.ts';
import type { Inside } from './commit-internal.ts';

export type Telling = Inside & { config: { baseUrl: string } };

type About = { pageName: string; zone: string; title: string; link: string };

/** A letter to each of these, once for what happened at this revision. */
export async function letters(
  on: Telling,
  draft: Draft,
  what: string,
  to: (members: Member[]) => Member[],
  write: (about: About) => Promise<{ subject: string; html: string; text: string }>,
): Promise<Statement[]> {
  const { pageId, id, revision } = draft;
  const page = await findPage(on.db, pageId);
  const members = to(await listMembers(on.db, pageId));
  if (members.length === 0 || !page) return [];
  const mail = await write({
    pageName: page.name,
    zone: page.timeZone,
    title: await titleOf(on, draft),
    link: `${on.config.baseUrl}/admin/drafts/${id}`,
  });
  return members.map((member) =>
    draftLetter(
      on.db,
      { id: `draft.${id}.${revision}.${what}.${member.id}`, pageId, to: member.email, ...mail },
      on.clock(),
    ),
  );
}

async function titleOf(on: Inside, { pageId, incidentId, values }: Draft): Promise<string> {
  const record = incidentId ? await findIncident(on.db, pageId, incidentId) : null;
  return record?.name ?? (String(values.name ?? '').trim() || 'a new incident');
}
