import {
  type AlertSource,
  deleteAlertSource,
  findAlertSource,
  insertAlertSource,
  listAlertSources,
  updateAlertSource,
} from '../../../db/alert/source.ts';
import type { Encryption } from '../../core/encryption.ts';
import { notFound, refused } from '../../core/problem.ts';
import { randomToken, sha256 } from '../../core/secret.ts';
import {
  type AlertSourceEdit,
  CHECK_SOURCE,
  type NewAlertSource,
} from '../../domain/alert/source.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Change } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

const MAX_SOURCES = 50;

/** What the secrets of senders are encrypted for. */
const SECRET = 'alert_source.secret';

export type SourceChange = DraftChange & { encryption: Encryption };

/** What is shown once: the token of the address, and the secret where there is one. */
export type SourceKeys = { id: string; token: string; secret: string | null };

export async function createAlertSource(
  deps: SourceChange,
  actor: Actor,
  pageId: string,
  { name, kind, signed, secret: given, mapping }: NewAlertSource,
): Promise<SourceKeys> {
  const others = await listAlertSources(deps.db, pageId);
  if (others.length >= MAX_SOURCES)
    throw refused({ name: `A page can have at most ${MAX_SOURCES} alert sources.` });
  assertOtherName(others, name);
  const token = randomToken();
  const secret = given ?? (signed ? randomToken() : null);
  const row = {
    ...{ id: deps.newId(), pageId, name, kind, mapping, createdBy: actor.name },
    tokenHash: await sha256(token),
    secret: secret === null ? null : await deps.encryption.encrypt(SECRET, secret),
    createdAt: deps.clock(),
  };
  await commitSource(deps, actor, row, { action: 'create', after: { name, kind } }, [
    insertAlertSource(deps.db, row),
  ]);
  return { id: row.id, token, secret };
}

export async function saveAlertSource(
  deps: SourceChange,
  actor: Actor,
  pageId: string,
  id: string,
  { name, secret, mapping, enabled }: AlertSourceEdit,
): Promise<void> {
  const source = await requireAlertSource(deps, pageId, id);
  if (name !== undefined)
    assertOtherName(
      (await listAlertSources(deps.db, pageId)).filter((one) => one.id !== id),
      name,
    );
  const disabledAt = enabled ? null : (source.disabledAt ?? deps.clock());
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(mapping === undefined ? {} : { mapping }),
    ...(enabled === undefined ? {} : { disabledAt }),
    ...(secret === undefined
      ? {}
      : { secret: secret === null ? null : await deps.encryption.encrypt(SECRET, secret) }),
  };
  if (Object.keys(changes).length === 0) return;
  const { secret: changed, ...shown } = changes;
  const after = { ...shown, ...(changed === undefined ? {} : { signed: changed !== null }) };
  await commitSource(deps, actor, source, { action: 'edit', after }, [
    updateAlertSource(deps.db, id, changes),
  ]);
}

/** A new address: the former one is refused from now on. A secret stays. */
export async function rotateAlertSource(
  deps: SourceChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<SourceKeys> {
  const source = await requireAlertSource(deps, pageId, id);
  const token = randomToken();
  await commitSource(deps, actor, source, { action: 'rotate address' }, [
    updateAlertSource(deps.db, id, { tokenHash: await sha256(token) }),
  ]);
  return { id, token, secret: null };
}

/** With the alerts that it sent. */
export async function removeAlertSource(
  deps: SourceChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const source = await requireAlertSource(deps, pageId, id);
  const before = { name: source.name, kind: source.kind };
  await commitSource(deps, actor, source, { action: 'delete', before }, [
    deleteAlertSource(deps.db, id),
  ]);
}

export async function requireAlertSource(
  { db }: Pick<SourceChange, 'db'>,
  pageId: string,
  id: string,
): Promise<AlertSource> {
  const source = await findAlertSource(db, pageId, id);
  if (!source) throw notFound('alert source');
  return source;
}

/** Null without one. Throws where it was encrypted with another SECRET_KEY. */
export async function sourceSecret(
  { encryption }: Pick<SourceChange, 'encryption'>,
  { secret }: AlertSource,
): Promise<string | null> {
  if (secret === null) return null;
  const plain = await encryption.decrypt(SECRET, secret);
  if (plain === null) throw new UnreadableSecret();
  return plain;
}

export class UnreadableSecret extends Error {
  constructor() {
    super('The secret was stored with another SECRET_KEY. Set it again.');
    this.name = 'UnreadableSecret';
  }
}

function assertOtherName(others: readonly AlertSource[], name: string): void {
  const names = [CHECK_SOURCE, ...others.map((one) => one.name)];
  if (names.some((one) => one.toLowerCase() === name.toLowerCase()))
    throw refused({ name: 'Another alert source has this name. Choose a different one.' });
}

const commitSource = (
  deps: SourceChange,
  actor: Actor,
  { id, pageId, name }: Pick<AlertSource, 'id' | 'pageId' | 'name'>,
  change: Pick<Change, 'action'> & Partial<Pick<Change, 'before' | 'after'>>,
  statements: Parameters<typeof commitInternal>[2],
) => {
  const about = { subject: 'alert_source', subjectId: id, at: deps.clock() };
  const named =
    change.action === 'delete' ? change : { ...change, after: { name, ...Object(change.after) } };
  return commitInternal(deps, { pageId, actor, ...about, ...named }, statements);
};
