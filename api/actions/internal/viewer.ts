import { z } from 'zod';
import { insertDirectMail } from '../../../db/direct-mail/direct-mail.ts';
import { write } from '../../../db/engine/write.ts';
import {
  deleteViewer,
  inviteViewer as insertViewer,
  listViewers,
  setInternalDomains,
} from '../../../db/internal/viewer.ts';
import { insertAudit, type Page } from '../../../db/page/page.ts';
import { takeAttempt } from '../../../db/subscriber/attempt.ts';
import { internalAccessMail } from '../../../templates/email/internal/access.ts';
import type { Deps } from '../../context/deps.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { EmailAddress } from '../../domain/delivery/address.ts';
import { InternalDomains } from '../../domain/internal/domains.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { Actor } from '../../domain/response/role.ts';
import { HOUR } from '../../domain/time/time.ts';

type ViewerDeps = Pick<Deps, 'db' | 'clock' | 'newId' | 'wake' | 'config'>;

export const ViewerInput = z.object({ email: EmailAddress });
export const DomainsInput = z.object({ domains: InternalDomains });

const PER_PAGE = { limit: 60, window: HOUR };

/** Lets somebody read the internal page, and tells them by mail. They sign in with a mailed link. */
export async function inviteInternalViewer(
  deps: ViewerDeps,
  actor: Actor,
  page: Page,
  { email }: z.infer<typeof ViewerInput>,
): Promise<void> {
  const known = (await listViewers(deps.db, page.id)).find((one) => one.email === email);
  if (known?.source === 'invited')
    throw refused({ email: 'This person can already read the internal page.' });
  const now = deps.clock();
  const full = await takeAttempt(deps.db, { key: `viewer:${page.id}`, ...PER_PAGE }, now);
  if (full !== null)
    throw new Problem('too_many', 'Limit reached: 60 invitations in an hour. Try again later.');
  const id = deps.newId();
  const url = addressOf(page, deps.config.baseUrl);
  const mail = await internalAccessMail({
    page: { ...page, url },
    locale: page.locale,
    invitedBy: actor.name,
    email,
    link: `${url}/internal/sign-in`,
  });
  const row = { id, pageId: page.id, email, source: 'invited', createdAt: now } as const;
  await write(deps.db, [
    insertViewer(deps.db, { ...row, invitedByName: actor.name }),
    insertDirectMail(
      deps.db,
      { id: deps.newId(), pageId: page.id, kind: 'invitation', to: email, ...mail },
      now,
    ),
    audit(deps, actor, page.id, { action: 'invite', subjectId: known?.id ?? id, after: { email } }),
  ]);
  deps.wake();
}

/** Ends the access of an invited person, with their sessions and subscriptions. */
export async function removeInternalViewer(
  deps: ViewerDeps,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const found = (await listViewers(deps.db, pageId)).find((one) => one.id === id);
  if (!found) throw notFound('person');
  await write(deps.db, [
    deleteViewer(deps.db, pageId, id),
    audit(deps, actor, pageId, {
      ...{ action: 'remove', subjectId: id, after: { email: found.email } },
    }),
  ]);
}

/** Domains whose people may sign in to the internal page. Removing one ends their access at once. */
export async function saveInternalDomains(
  deps: ViewerDeps,
  actor: Actor,
  page: Page,
  { domains }: z.infer<typeof DomainsInput>,
): Promise<void> {
  await write(deps.db, [
    setInternalDomains(deps.db, page.id, domains),
    audit(deps, actor, page.id, { action: 'domains', subjectId: page.id, after: { domains } }),
  ]);
}

const audit = (
  deps: ViewerDeps,
  actor: Actor,
  pageId: string,
  entry: { action: string; subjectId: string; after: object },
) =>
  insertAudit(deps.db, {
    ...{ id: deps.newId(), pageId, at: deps.clock(), actor, subject: 'viewer' },
    ...entry,
  });
