import { z } from 'zod';
import { insertToken } from '../../db/account.ts';
import { insertAudit } from '../../db/page.ts';
import { write } from '../../db/write.ts';
import { type Actor, Role } from '../domain/role.ts';
import { randomToken, sha256 } from '../secret.ts';
import type { Publisher } from './context.ts';

export const NewToken = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Give the token a name, such as the program that will use it.')
    .max(80, 'A token’s name has at most 80 characters.'),
  role: Role,
});
export type NewToken = z.infer<typeof NewToken>;

/** Returns the token itself, which nobody can read again: only its hash is stored. */
export async function issueToken(
  on: Pick<Publisher, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  pageId: string,
  input: NewToken,
): Promise<string> {
  const token = randomToken();
  const at = on.clock();
  const row = { id: on.newId(), pageId, name: input.name, role: input.role, createdAt: at };
  const subject = { subject: 'token', subjectId: row.id };
  await write(on.db, [
    insertToken(on.db, { ...row, hash: await sha256(token) }),
    insertAudit(on.db, {
      id: on.newId(),
      pageId,
      at,
      actor,
      action: 'create',
      ...subject,
      after: row,
    }),
  ]);
  return token;
}
