import { write } from '../../../db/engine/write.ts';
import { insertMember } from '../../../db/team/account.ts';
import type { Deps } from '../../context/deps.ts';
import { randomToken } from '../../core/secret.ts';

/** A password of its own each time: whoever reaches the port should not know it. */
export async function addOwner(
  on: Deps,
  pageId: string,
): Promise<{ email: string; password: string }> {
  const email = 'owner@example.com';
  const password = randomToken().slice(0, 16);
  const { hash } = (await (await on.auth()).$context).password;
  await write(
    on.db,
    insertMember(on.db, {
      userId: on.newId(),
      accountId: on.newId(),
      pageId,
      name: 'Robin Owner',
      email,
      passwordHash: await hash(password),
      role: 'owner',
      at: on.clock(),
    }),
  );
  return { email, password };
}
