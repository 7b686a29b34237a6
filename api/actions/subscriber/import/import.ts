import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import { write } from '../../../../db/engine/write.ts';
import { insertAudit, type Page } from '../../../../db/page/page.ts';
import {
  dropImport,
  findImport,
  insertImport,
  knownAddresses,
  type SubscriberImport,
  startImport,
} from '../../../../db/subscriber/import.ts';
import { inPieces, type Yield } from '../../../core/pieces.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { addressHash } from '../../../core/secret.ts';
import type { Actor } from '../../../domain/response/role.ts';
import { type ImportedRow, planSubscribers } from '../../../domain/subscriber/import-plan.ts';
import { leftHash } from '../erase.ts';
import type { Register } from '../sign-up.ts';
import { cellsOf } from './read-file.ts';

export const ImportOptions = z.object({
  /** `ask`: everybody gets a confirmation email. `confirmed`: they agreed already. */
  confirmation: z.enum(['ask', 'confirmed']).default('ask'),
  consent: z.string().trim().max(200, 'Use at most 200 characters.').default(''),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

/** Problems that are listed; the rest is counted. */
const LISTED = 200;
const AT_ONCE = 500;

/** Reads a file and says what importing it would do. Nobody is subscribed or mailed. */
export async function checkImport(
  deps: Register,
  actor: Actor,
  page: Page,
  { bytes, options }: { bytes: Uint8Array; options: ImportOptions },
): Promise<string> {
  const isConfirmed = options.confirmation === 'confirmed';
  if (isConfirmed && options.consent === '')
    throw new Problem('invalid', 'Not saved. Fix the highlighted fields.', {
      consent: 'Say how they agreed, such as “Sign-up form of our shop, 2025”.',
    });
  const rest = inPieces();
  const components = await listComponents(deps.db, page.id);
  const table = await planSubscribers(cellsOf(bytes), components, rest);
  if ('wrong' in table) throw new Problem('invalid', table.wrong, { file: table.wrong });
  const { good, known, left } = await newOf(deps, page.id, table.good, rest);
  const counts = { ...table.counts, good: good.length, known, left: table.counts.left + left };
  const id = deps.newId();
  const row = {
    ...{ id, pageId: page.id, actor: `${actor.kind}:${actor.id} ${actor.name}` },
    ...{ isConfirmed, consent: options.consent || null, counts },
    ...{ problems: table.problems.slice(0, LISTED), createdAt: deps.clock() },
  };
  await write(deps.db, insertImport(deps.db, row, good));
  return id;
}

/** Without those who are subscribed already, and those who must not be written to. */
async function newOf(deps: Register, pageId: string, rows: readonly ImportedRow[], rest: Yield) {
  const good: ImportedRow[] = [];
  let [known, left] = [0, 0];
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    await rest();
    const some = rows.slice(i, i + AT_ONCE);
    const { states, blocked } = await knownAmong(deps, pageId, some);
    for (const row of some) {
      const state = states.get(row.email);
      if (state === 'unsubscribed' || blocked.has(row.email)) left++;
      else if (state) known++;
      else good.push(row);
    }
  }
  return { good, known, left };
}

export async function knownAmong(deps: Register, pageId: string, rows: readonly ImportedRow[]) {
  const people = rows.map(async ({ email }) => ({
    email,
    hashes: [await addressHash(email), await leftHash(deps, pageId, email)],
  }));
  return knownAddresses(deps.db, pageId, await Promise.all(people));
}

export async function beginImport(
  deps: Register,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<SubscriberImport> {
  const found = await importCalled(deps, pageId, id);
  if (found.state !== 'checked') return found;
  await write(deps.db, [
    startImport(deps.db, id),
    insertAudit(deps.db, {
      ...{ id: deps.newId(), pageId, at: deps.clock(), actor, action: 'import' },
      ...{ subject: 'subscriber', subjectId: id, after: { rows: found.counts.good } },
    }),
  ]);
  return found;
}

export const cancelImport = (deps: Register, pageId: string, id: string) =>
  write(deps.db, [dropImport(deps.db, pageId, id)]);

export async function importCalled(
  deps: Pick<Register, 'db'>,
  pageId: string,
  id: string,
): Promise<SubscriberImport> {
  const found = await findImport(deps.db, pageId, id);
  if (!found) throw notFound('import');
  return found;
}
