import type { z } from 'zod';
import { insertDirectMail } from '../../../db/direct-mail/direct-mail.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { Page } from '../../../db/page/page.ts';
import { takeAttempt } from '../../../db/subscriber/attempt.ts';
import { invitationMail } from '../../../templates/email/account.ts';
import type { Deps } from '../../context/deps.ts';
import { Problem } from '../../core/problem.ts';
import { randomToken, sha256 } from '../../core/secret.ts';
import { INVITATION_LIFETIME } from '../../domain/account/invitation.ts';
import { addressOf } from '../../domain/page/address.ts';
import { type Actor, Role } from '../../domain/response/role.ts';
import { HOUR } from '../../domain/time/time.ts';
import type { Publisher } from '../commit.ts';
import { Person } from './member.ts';

export type InvitationDeps = Publisher & Pick<Deps, 'config'>;

export const Invite = Person.pick({ email: true }).extend({ role: Role });
export type Invite = z.infer<typeof Invite>;

/** How the link reaches the person: by email, or shown once to the owner, who opened the console at `origin`. */
export type HandOver = { by: 'email' } | { by: 'owner'; origin: string };

const PER_PAGE = { limit: 60, window: HOUR };

export async function newLink(
  deps: InvitationDeps,
  actor: Actor,
  page: Page,
  to: Invite,
  handOver: HandOver,
) {
  const now = deps.clock();
  const full = await takeAttempt(deps.db, { key: `invitation:${page.id}`, ...PER_PAGE }, now);
  if (full !== null)
    throw new Problem(
      'too_many',
      `Limit reached: ${PER_PAGE.limit} invitations in an hour. Try again later.`,
    );
  const token = randomToken();
  const expiresAt = now + INVITATION_LIFETIME;
  const linkAt = (origin: string) => `${origin}/admin/invitation?token=${token}`;
  const isMailed = handOver.by === 'email';
  const mailId = isMailed ? deps.newId() : null;
  const set = { tokenHash: await sha256(token), expiresAt, mailId, invitedByName: actor.name };
  const mails: Statement[] = [];
  if (mailId !== null) {
    const url = addressOf(page, deps.config.baseUrl);
    const mail = await invitationMail({
      page: { ...page, url },
      invitedBy: actor.name,
      role: to.role,
      link: linkAt(url),
      expiresAt,
      zone: page.timeZone,
    });
    const row = { id: mailId, pageId: page.id, kind: 'invitation', to: to.email, ...mail };
    mails.push(insertDirectMail(deps.db, row, now));
  }
  return { set, mails, link: handOver.by === 'owner' ? linkAt(handOver.origin) : null };
}
