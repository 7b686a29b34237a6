import { z } from 'zod';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import {
  type ApiToken,
  expireToken,
  insertToken,
  listTokens,
  revokeToken,
  useToken,
} from '../../../db/team/account.ts';
import { notFound, refused } from '../../core/problem.ts';
import { randomToken, sha256 } from '../../core/secret.ts';
import { isInScope, permissionSets } from '../../domain/response/permissions.ts';
import { type Actor, Role } from '../../domain/response/role.ts';
import { scopeListOf, TokenScope } from '../../domain/response/token-scope.ts';
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
  scope: z
    .union([TokenScope, z.array(TokenScope)], 'Choose from the list.')
    .optional()
    .transform((chosen) => scopeListOf([chosen ?? []].flat())),
  /** The last day it is valid, in UTC. */
  expires: z
    .union([
      z.literal('').transform(() => undefined),
      z.iso.date('Enter a date such as 2027-01-31.'),
    ])
    .optional(),
});
type Parsed = z.infer<typeof NewToken>;
export type NewToken = Omit<Parsed, 'scope'> & Partial<Pick<Parsed, 'scope'>>;

type TokenDeps = Pick<Publisher, 'db' | 'clock' | 'newId'>;

/** Returns the token. It cannot be read again: only its hash is stored. */
export async function issueToken(
  deps: TokenDeps,
  actor: Actor,
  pageId: string,
  input: NewToken,
): Promise<string> {
  const { token, row, insert } = await newToken(deps, actor, pageId, input);
  await write(deps.db, [insert, audited(deps, actor, row, { action: 'create', after: row })]);
  return token;
}

async function newToken(deps: TokenDeps, actor: Actor, pageId: string, input: NewToken) {
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
  return { token, row, insert: insertToken(deps.db, { ...row, hash: await sha256(token) }) };
}

const audited = (
  deps: TokenDeps,
  actor: Actor,
  { pageId, id: subjectId }: Pick<ApiToken, 'pageId' | 'id'>,
  entry: { action: string; before?: object; after?: object },
) =>
  insertAudit(deps.db, {
    ...{ id: deps.newId(), pageId, at: deps.clock(), actor, subject: 'token', subjectId },
    ...entry,
  });

/** Hours. */
const MAX_OVERLAP = 30 * 24;

/** For how many hours the old token still works, and the last day of the new one. */
export const TokenRotation = z.object({
  overlap: z.coerce
    .number('Choose how long the old token still works.')
    .int('Choose how long the old token still works.')
    .min(0, 'Choose how long the old token still works.')
    .max(MAX_OVERLAP, 'The old token can work for at most 30 days more.'),
  expires: NewToken.shape.expires,
});

/**
 * Makes a token with the name, role and limit of another, which works until the overlap is over, so
 * that programs can be changed one by one. Returns the new one.
 */
export async function rotateToken(
  deps: TokenDeps,
  actor: Actor,
  pageId: string,
  id: string,
  { overlap, expires }: z.infer<typeof TokenRotation>,
): Promise<string> {
  const before = await requireToken(deps, pageId, id);
  const { name, role, scope } = before;
  const until = Math.min(before.expiresAt ?? Infinity, deps.clock() + overlap * HOUR);
  const { token, row, insert } = await newToken(deps, actor, pageId, {
    ...{ name, role, scope, expires },
  });
  const after = { replacedBy: row.id, worksUntil: new Date(until).toISOString() };
  await write(deps.db, [
    insert,
    expireToken(deps.db, id, until),
    audited(deps, actor, before, { action: 'rotate', before, after }),
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
  deps: TokenDeps,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<ApiToken> {
  const before = await requireToken(deps, pageId, id);
  await write(deps.db, [
    revokeToken(deps.db, id, deps.clock()),
    audited(deps, actor, before, { action: 'revoke', before }),
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
