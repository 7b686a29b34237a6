import { z } from 'zod';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import {
  type ApiToken,
  insertToken,
  listTokens,
  revokeToken,
  useToken,
} from '../../../db/team/account.ts';
import { notFound, refused } from '../../core/problem.ts';
import { randomToken, sha256 } from '../../core/secret.ts';
import { isInScope, permissionSets } from '../../domain/response/permissions.ts';
import { type Actor, Role } from '../../domain/response/role.ts';
import { TokenScope } from '../../domain/response/token-scope.ts';
import { DAY, HOUR } from '../../domain/time/time.ts';
import type { Publisher } from '../commit.ts';

export const NewToken = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Enter a name, such as the program that will use the token.')
    .max(80, 'A token’s name can have at most 80 characters.'),
  role: Role,
  /** Absent: everything that the role allows. */
  scope: TokenScope.optional(),
  /** The last day it is valid, in UTC. */
  expires: z
    .union([
      z.literal('').transform(() => undefined),
      z.iso.date('Enter a date such as 2027-01-31.'),
    ])
    .optional(),
});
export type NewToken = z.infer<typeof NewToken>;

/** Returns the token. It cannot be read again: only its hash is stored. */
export async function issueToken(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  pageId: string,
  input: NewToken,
): Promise<string> {
  const token = randomToken();
  const at = deps.clock();
  const expiresAt = input.expires ? Date.parse(input.expires) + DAY : null;
  if (expiresAt !== null && expiresAt <= at)
    throw refused({ expires: 'This date is in the past. Choose a later date, or leave it empty.' });
  const { scope = 'everything' } = input;
  const isForWriting = scope !== 'everything' && isInScope(scope, 'api.write');
  if (isForWriting && !permissionSets[input.role].has('api.write'))
    throw refused({ scope: 'A viewer can only read. Choose the role publisher.' });
  const row = {
    id: deps.newId(),
    pageId,
    name: input.name,
    role: input.role,
    scope,
    createdAt: at,
    expiresAt,
    madeById: actor.kind === 'user' ? actor.id : null,
    madeByName: actor.name,
  };
  const subject = { subject: 'token', subjectId: row.id };
  await write(deps.db, [
    insertToken(deps.db, { ...row, hash: await sha256(token) }),
    insertAudit(deps.db, {
      id: deps.newId(),
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

export async function requireToken(
  deps: Pick<Publisher, 'db'>,
  pageId: string,
  id: string,
): Promise<ApiToken> {
  const found = (await listTokens(deps.db, pageId)).find((one) => one.id === id);
  if (!found) throw notFound('token');
  return found;
}

/** Rejected from the next request on. */
export async function endToken(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<ApiToken> {
  const before = await requireToken(deps, pageId, id);
  const at = deps.clock();
  await write(deps.db, [
    revokeToken(deps.db, id, at),
    insertAudit(deps.db, {
      id: deps.newId(),
      pageId,
      at,
      actor,
      action: 'revoke',
      subject: 'token',
      subjectId: id,
      before,
    }),
  ]);
  return before;
}

/** Written at most once an hour, after the response. A failure is ignored. */
export async function noteTokenUse(
  deps: Pick<Publisher, 'db' | 'clock'>,
  token: { id: string; lastUsedAt: number | null },
): Promise<void> {
  const now = deps.clock();
  if (token.lastUsedAt !== null && token.lastUsedAt > now - HOUR) return;
  await write(deps.db, [useToken(deps.db, token.id, now, now - HOUR)]).catch(() => {});
}
