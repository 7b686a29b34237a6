import { listComponents } from '../../db/component/component.ts';
import type { Db } from '../../db/engine/client.ts';
import type { Page } from '../../db/page/page.ts';
import { countOf, countSubscribers } from '../../db/subscriber/list.ts';
import { listMembers } from '../../db/team/account.ts';
import { openInvitations } from '../../db/team/invitation.ts';
import type { Config } from '../core/config.ts';
import type { Signer } from '../core/secret.ts';
import { type ChecklistStep, checklistSteps } from '../domain/page/checklist.ts';
import { mailTestState } from '../notify/test/run.ts';

type ChecklistDeps = { db: Db; config: Config; signer: Signer };

/** The steps after set-up; null once all are done, and for a page that has no checklist any more. */
export async function readChecklist(
  deps: ChecklistDeps,
  page: Page,
): Promise<ChecklistStep[] | null> {
  const { checklist: stored, id, logo, logoUrl, supportUrl, baseUrl } = page;
  if (stored === null || stored.dismissed) return null;
  const [components, mail, members, invitations, subscribers] = await Promise.all([
    listComponents(deps.db, id),
    mailTestState(deps),
    listMembers(deps.db, id),
    openInvitations(deps.db, id),
    countSubscribers(deps.db, id),
  ]);
  const steps = checklistSteps({
    stored,
    components: components.filter(({ group }) => !group).length,
    isMailTested: mail.last?.ok === true,
    hasAddress: deps.config.hasBaseUrl || baseUrl !== null,
    hasLogo: Boolean(logo?.light || logoUrl),
    hasSupportLink: supportUrl !== null,
    people: members.length + invitations.length,
    activeSubscribers: countOf(subscribers, 'active'),
  });
  return steps.every(({ isDone }) => isDone) ? null : steps;
}
