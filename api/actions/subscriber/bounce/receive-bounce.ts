import {
  confirmationOf,
  holderById,
  type MailRecipient as Recipient,
  recipientOf,
} from '../../../../db/delivery/bounced-mail.ts';
import { idIn, isGenuine } from '../../../auth/link.ts';
import { Problem } from '../../../core/problem.ts';
import { sha256 } from '../../../core/secret.ts';
import { type BouncedMail, kindFor } from '../../../domain/delivery/bounce.ts';
import type { Publisher } from '../../commit.ts';
import type { Register } from '../sign-up.ts';
import { readReport } from './bounce-parts.ts';
import { applyResendEvent } from './resend-event.ts';

type BounceDeps = Pick<Publisher, 'db' | 'clock' | 'newId'> & Pick<Register, 'signer'>;

/**
 * Handles a raw mail returned to the sender's address. The recipient is found by ids or signatures
 * in the original mail, since an address alone proves nothing. Reports of unknown mail are accepted
 * and ignored.
 */
export async function recordBounce(deps: BounceDeps, raw: Uint8Array<ArrayBuffer>): Promise<void> {
  const report = await readReport(raw);
  if (!report)
    throw new Problem(
      'invalid',
      'Not a delivery report (RFC 3464) or complaint (RFC 5965). Send the complete email as received by the mail server.',
    );
  const to = await recipientIn(deps, report.named);
  if (!to) return;
  const kind = report.complained ? 'complaint' : kindFor(to.email, report.reported);
  if (kind === null) return;
  const about = { addresses: [to.email], at: to.at };
  await applyResendEvent(
    deps,
    { provider: 'bounce', eventId: await sha256(raw) },
    kind === 'transient'
      ? { kind, ...about }
      : { kind: 'refused', reason: kind === 'complaint' ? 'complaint' : 'bounce', ...about },
  );
}

async function recipientIn(
  deps: BounceDeps,
  { ids, token }: BouncedMail,
): Promise<Recipient | null> {
  for (const { id, subscriberId } of ids) {
    const found = subscriberId
      ? await recipientOf(deps.db, { notificationId: id, subscriberId })
      : await confirmationOf(deps.db, id);
    if (found) return found;
  }
  const holder = token === null ? null : await holderById(deps.db, idIn(token));
  if (!holder || token === null || !(await isGenuine(deps.signer, 'unsubscribe', holder, token)))
    return null;
  return { email: holder.email, at: deps.clock() };
}
