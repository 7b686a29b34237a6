import { write } from '../../../db/engine/write.ts';
import { insertAudit, type Page } from '../../../db/page/page.ts';
import { vouchedSubscriber } from '../../../db/subscriber/operator.ts';
import { type Choice, findSubscriber } from '../../../db/subscriber/subscriber.ts';
import { isLeft, suppressedOf } from '../../../db/subscriber/suppression.ts';
import { Problem } from '../../core/problem.ts';
import { addressHash } from '../../core/secret.ts';
import type { Actor } from '../../domain/response/role.ts';
import { leftHash } from './erase.ts';
import type { Register } from './sign-up.ts';

/**
 * Subscribes an address at once, for an owner who knows that the person agreed. Whoever left, or
 * whose mail bounced, must confirm themselves.
 */
export async function vouchForSubscriber(
  deps: Register,
  actor: Actor,
  page: Page,
  { email, choice }: { email: string; choice: Choice },
): Promise<string> {
  const hash = await addressHash(email);
  const [known, suppressed, hasLeft] = await Promise.all([
    findSubscriber(deps.db, page.id, { email }),
    suppressedOf(deps.db, page.id, [hash]),
    isLeft(deps.db, page.id, await leftHash(deps, page.id, email)),
  ]);
  const mustConfirm = known?.state === 'unsubscribed' || hasLeft || suppressed.has(hash);
  if (mustConfirm)
    throw new Problem(
      'invalid',
      'This address unsubscribed, bounced or reported spam before, so its owner must confirm. Leave out skip_confirmation_notification.',
    );
  if (known?.state === 'active')
    throw new Problem('conflict', 'This address is already subscribed.');
  const id = known?.id ?? deps.newId();
  const now = deps.clock();
  await write(deps.db, [
    ...vouchedSubscriber(deps.db, { id, pageId: page.id, email, choice, now }),
    insertAudit(deps.db, {
      ...{ id: deps.newId(), pageId: page.id, at: now, actor, action: 'add' },
      ...{ subject: 'subscriber', subjectId: id, after: { state: 'active' } },
    }),
  ]);
  return id;
}
