import {
  type ChatUserKey,
  deleteChatPerson,
  deleteLinkCodes,
  linkedMember,
  memberOfCode,
  storeChatPerson,
  storeLinkCode,
} from '../../../db/chat/person.ts';
import { write } from '../../../db/engine/write.ts';
import { findMember } from '../../../db/team/account.ts';
import { outageProblem } from '../../core/problem.ts';
import { sha256 } from '../../core/secret.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

const VALID = 15 * MINUTE;
/** Without letters and digits that look alike. */
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const LENGTH = 12;

/** A code that the member types in Slack within 15 minutes, once. An earlier one ends. */
export async function makeLinkCode(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
): Promise<{ code: string; expiresAt: number }> {
  const now = deps.clock();
  const code = randomCode();
  const expiresAt = now + VALID;
  const row = { hash: await hashOf(code), pageId, userId: actor.id, expiresAt };
  try {
    await write(deps.db, storeLinkCode(deps.db, row, now));
  } catch (error) {
    throw outageProblem(error) ?? error;
  }
  return { code, expiresAt };
}

/** From then on, the user of Slack acts as the member of the code. Null for a code that isn’t valid. */
export async function linkByCode(
  deps: DraftChange,
  key: ChatUserKey,
  code: string,
): Promise<{ name: string } | null> {
  const { pageId } = key;
  const at = deps.clock();
  const userId = await memberOfCode(deps.db, { pageId, hash: await hashOf(code), now: at });
  const member = userId && (await findMember(deps.db, pageId, userId));
  if (!member) return null;
  const { id, name, role } = member;
  const actor: Actor = { kind: 'user', id, name, role, pageId };
  const about = { pageId, actor, at, subject: 'chat_person', subjectId: id };
  const after = { teamId: key.teamId, externalId: key.externalId };
  await commitInternal(deps, { ...about, action: 'create', after }, [
    storeChatPerson(deps.db, { ...key, userId: id, createdAt: at }),
    deleteLinkCodes(deps.db, { pageId, userId: id }),
  ]);
  return { name };
}

/** A member takes back what they linked. */
export async function unlinkChat(deps: DraftChange, actor: Actor, key: ChatUserKey): Promise<void> {
  if ((await linkedMember(deps.db, key)) !== actor.id) return;
  const { pageId, teamId, externalId } = key;
  const at = deps.clock();
  const about = { pageId, actor, at, subject: 'chat_person', subjectId: actor.id };
  await commitInternal(deps, { ...about, action: 'delete', before: { teamId, externalId } }, [
    deleteChatPerson(deps.db, key),
  ]);
}

const hashOf = (code: string): Promise<string> =>
  sha256(`chat link ${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}`);

/** About 58 random bits, in groups of four. */
function randomCode(): string {
  const bytes = crypto.getRandomValues(new Uint32Array(LENGTH));
  const letters = Array.from(bytes, (number) => LETTERS[number % LETTERS.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
