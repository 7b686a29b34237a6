import { write } from '../../../db/engine/write.ts';
import { insertMember } from '../../../db/team/account.ts';
import type { Deps } from '../../context/deps.ts';
import { randomToken } from '../../core/secret.ts';

/** A new password each time, since others may reach the port. */
export async function addOwner(
  deps: Deps,
  pageId: string,
): Promise<{ email: string; password: string }> {
  const email = 'owner@example.com';
  const password = randomToken().slice(0, 16);
  const { hash } = (await (await deps.auth()).$context).password;
  await write(
    deps.db,
    insertMember(deps.db, {
      userId: deps.newId(),
      accountId: deps.newId(),
      pageId,
      name: 'Robin Owner',
      email,
      passwordHash: await hash(password),
      role: 'owner',
      at: deps.clock(),
    }),
  );
  return { email, password };
}
