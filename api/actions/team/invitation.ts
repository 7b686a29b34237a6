import type { z } from 'zod';
import { type Statement, violated, write } from '../../../db/engine/write.ts';
import { insertAudit, type Page } from '../../../db/page/page.ts';
import { hasAccount } from '../../../db/team/account.ts';
import {
  acceptInvitation,
  insertInvitation,
  invitationByToken,
  type OpenInvitation,
  openInvitations,
  renewInvitation,
  withdrawInvitation,
} from '../../../db/team/invitation.ts';
import type { Deps } from '../../context/deps.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { sha256 } from '../../core/secret.ts';
import { invitationState } from '../../domain/account/invitation.ts';
import type { Actor, Role } from '../../domain/response/role.ts';
import { commit } from '../commit.ts';
import { type HandOver, type InvitationDeps, type Invite, newLink } from './invitation-link.ts';
import { memberRows, Person, refuseGuessable, refuseKnownAddress } from './member.ts';

/** Invites an address to the page. Returns the link where the owner hands it over. */
export async function invite(
  deps: InvitationDeps,
  actor: Actor,
  page: Page,
  input: Invite,
  handOver: HandOver,
): Promise<string | null> {
  if (await hasAccount(deps.db, input.email)) refuseAccount();
  const row = { ...input, id: deps.newId(), pageId: page.id, createdAt: deps.clock() };
  const { set, link, mails } = await newLink(deps, actor, page, input, handOver);
  try {
    await write(deps.db, [
      insertInvitation(deps.db, { ...row, ...set }),
      ...mails,
      audit(deps, actor, row, 'invite'),
    ]);
  } catch (error) {
    if (violated(error) !== 'invitation.page_id, invitation.email') throw error;
    throw refused({
      email: 'This address is already invited. Resend the invitation in the list, or withdraw it.',
    });
  }
  deps.wake();
  return link;
}

/** Sends a new link, which replaces the last one and starts the seven days again. */
export async function inviteAgain(
  deps: InvitationDeps,
  actor: Actor,
  page: Page,
  id: string,
  handOver: HandOver,
): Promise<string | null> {
  const found = await invitationOf(deps, page.id, id);
  if (await hasAccount(deps.db, found.email)) refuseAccount();
  const { set, link, mails } = await newLink(deps, actor, page, found, handOver);
  await write(deps.db, [
    renewInvitation(deps.db, id, set),
    ...mails,
    audit(deps, actor, found, 'resend'),
  ]);
  deps.wake();
  return link;
}

export async function withdraw(
  deps: InvitationDeps,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const found = await invitationOf(deps, pageId, id);
  await write(deps.db, [
    withdrawInvitation(deps.db, id, deps.clock()),
    audit(deps, actor, found, 'withdraw'),
  ]);
}

/** What the link of an invitation leads to; null where no invitation has this token. */
export async function invitationOfToken(
  deps: Pick<InvitationDeps, 'db' | 'clock'>,
  pageId: string,
  token: string,
) {
  const found = token ? await invitationByToken(deps.db, pageId, await sha256(token)) : null;
  return found && { ...found, state: invitationState(found, deps.clock()) };
}

export const Newcomer = Person.pick({ name: true, password: true });

/** Makes the invited person a member and uses the link up, in one batch. Returns their address. */
export async function join(
  deps: InvitationDeps & Pick<Deps, 'auth'>,
  pageId: string,
  token: string,
  input: z.infer<typeof Newcomer>,
): Promise<string> {
  const found = await invitationOfToken(deps, pageId, token);
  if (found?.state !== 'open' || found.hasAccount) throw linkEnded();
  const { email, role } = found;
  await refuseGuessable(deps, pageId, 'password', input.password, { ...input, email });
  const at = deps.clock();
  const userId = deps.newId();
  const actor: Actor = { kind: 'user', id: userId, name: input.name, role, pageId };
  const change = {
    pageId,
    actor,
    at,
    action: 'accept',
    subject: 'invitation',
    subjectId: found.id,
  };
  try {
    await commit(deps, { ...change, after: { name: input.name, email, role } }, [
      acceptInvitation(deps.db, await sha256(token), at),
      ...(await memberRows(deps, { ...input, email, role, userId, pageId, at })),
    ]);
  } catch (error) {
    if (violated(error) === 'invitation.role') throw linkEnded();
    refuseKnownAddress(error);
  }
  return email;
}

/** The page of the link says why, from the invitation’s state. */
const linkEnded = (): Problem =>
  new Problem('forbidden', 'No account was created: this invitation can’t be accepted.');

async function invitationOf(
  deps: InvitationDeps,
  pageId: string,
  id: string,
): Promise<OpenInvitation> {
  const found = (await openInvitations(deps.db, pageId)).find((one) => one.id === id);
  if (!found) throw notFound('invitation');
  return found;
}

const refuseAccount = (): never => {
  throw new Problem('invalid', 'No invitation was sent.', {
    email: 'This address already has an account.',
  });
};

const audit = (
  deps: InvitationDeps,
  actor: Actor,
  { id, pageId, email, role }: { id: string; pageId: string; email: string; role: Role },
  action: 'invite' | 'resend' | 'withdraw',
): Statement =>
  insertAudit(deps.db, {
    id: deps.newId(),
    pageId,
    at: deps.clock(),
    actor,
    action,
    subject: 'invitation',
    subjectId: id,
    after: { email, role },
  });
