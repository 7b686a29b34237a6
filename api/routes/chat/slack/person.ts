import { chatWorkspaces } from '../../../../db/channel/chat-workspace.ts';
import { linkedMember } from '../../../../db/chat/person.ts';
import type { Page } from '../../../../db/page/page.ts';
import { findMember, listMembers, type Member } from '../../../../db/team/account.ts';
import { workspaceToken } from '../../../actions/chat/workspace.ts';
import type { Deps } from '../../../context/deps.ts';
import { addressOf } from '../../../domain/page/address.ts';
import type { Actor } from '../../../domain/response/role.ts';
import { callSlack } from '../../../notify/channels/slack/web-api.ts';

type Slack = { teamId: string; userId: string };

/** As whom a user of Slack acts, or why as nobody. */
export async function chatMember(
  deps: Deps,
  page: Page,
  slack: Slack,
): Promise<{ member: Member; actor: Actor } | { refusal: string }> {
  const { teamId, userId: externalId } = slack;
  const linked = await linkedMember(deps.db, { pageId: page.id, teamId, externalId });
  const found = linked
    ? { member: await findMember(deps.db, page.id, linked) }
    : await memberByEmail(deps, page, slack);
  if (!('member' in found)) return found;
  const { member } = found;
  if (!member)
    return {
      refusal: `Nothing was done: your Slack account doesn’t belong to a member of ${page.name}. Ask an owner to invite you. ${howToLink(deps, page)}`,
    };
  const { id, name, role } = member;
  return { member, actor: { kind: 'user', id, name, role, pageId: page.id } };
}

/** By an email address that Slack has confirmed, of a person who belongs to the workspace. */
async function memberByEmail(
  deps: Deps,
  page: Page,
  { teamId, userId }: Slack,
): Promise<{ member: Member | null } | { refusal: string }> {
  const unknown = (why: string) => ({
    refusal: `Nothing was done: ${why} ${howToLink(deps, page)}`,
  });
  const workspaces = await chatWorkspaces(deps.db, page.id, 'slack');
  const workspace = workspaces.find(({ externalId }) => externalId === teamId);
  const token = workspace && (await workspaceToken(deps, workspace));
  if (!token)
    return unknown('this workspace isn’t connected with a bot token, so your account isn’t known.');
  const api = { send: deps.send, slackApi: deps.config.slackApi };
  const { body } = await callSlack(api, token, 'users.info', { user: userId });
  if (body.error === 'missing_scope')
    return unknown('the Slack app lacks the scopes users:read and users:read.email.');
  if (!body.ok) return unknown('Slack didn’t say who you are.');
  const user = body.user as SlackUser | undefined;
  const email = user?.profile?.email?.toLowerCase();
  if (!user || user.team_id !== teamId || user.deleted || user.is_bot) return { member: null };
  if (!email || user.is_email_confirmed !== true)
    return unknown('Slack shows no confirmed email address of yours.');
  const members = await listMembers(deps.db, page.id);
  return { member: members.find((one) => one.email.toLowerCase() === email) ?? null };
}

type SlackUser = {
  team_id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_email_confirmed?: boolean;
  profile?: { email?: string };
};

const howToLink = (deps: Deps, page: Page): string =>
  `If you are a member, make a code at ${addressOf(page, deps.config.baseUrl)}/admin/account/slack and type “/incident link CODE”.`;
