import { type Statement, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import type { Subscriber } from '../../../db/subscriber/subscriber.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Register } from './sign-up.ts';

/** Subscribers act for themselves: the audit log counts them as one. */
export const asSubscriber = (who: { id: string }): Actor => ({
  ...{ kind: 'system', id: who.id, name: 'subscriber', role: 'viewer' },
});

/** Writes a change of a subscriber with its audit entry, which never holds an address. */
export async function saveSubscriber(
  deps: Pick<Register, 'db' | 'clock' | 'newId'>,
  change: { who: Subscriber; action: string; actor: Actor; after?: object },
  statements: Statement[],
): Promise<void> {
  const { who, action, actor, after } = change;
  await write(deps.db, [
    ...statements,
    insertAudit(deps.db, {
      ...{ id: deps.newId(), pageId: who.pageId, at: deps.clock(), actor, action },
      ...{ subject: 'subscriber', subjectId: who.id },
      before: { state: who.state, allComponents: who.allComponents },
      ...(after ? { after } : {}),
    }),
  ]);
}
